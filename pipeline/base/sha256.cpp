#include "pipeline/base/sha256.h"

#include <openssl/evp.h>

#include <fstream>
#include <memory>
#include <stdexcept>
#include <vector>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

class Digest {
 public:
  Digest() { check(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr)); }

  void update(const void* bytes, size_t count) {
    check(EVP_DigestUpdate(context_.get(), bytes, count));
  }

  [[nodiscard]] std::string hex() {
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    check(EVP_DigestFinal_ex(context_.get(), sum, &size));
    std::string out;
    for (unsigned int i = 0; i < size; ++i) {
      out += "0123456789abcdef"[sum[i] >> 4];
      out += "0123456789abcdef"[sum[i] & 15];
    }
    return out;
  }

 private:
  static void check(int ok) {
    if (ok != 1) throw std::runtime_error("OpenSSL gives no SHA-256");
  }

  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(),
                                                                   &EVP_MD_CTX_free};
};

}  // namespace

std::string sha256(std::string_view text) {
  Digest digest;
  digest.update(text.data(), text.size());
  return digest.hex();
}

std::string sha256_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Error(ExitCode::Missing, path + ": cannot be opened for reading");
  Digest digest;
  std::vector<char> buffer(size_t{1} << 18);
  while (in) {
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    digest.update(buffer.data(), static_cast<size_t>(in.gcount()));
  }
  if (in.bad()) throw Error(ExitCode::Io, path + ": reading failed before the end of the file");
  return digest.hex();
}

}  // namespace vidcam
