#include "pipeline/run/wire.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "pipeline/base/error.h"
#include "pipeline/run/json_text.h"

namespace vidcam {
namespace {

constexpr uint32_t kMagic = 0x31574356;  // "VCW1"

struct Prefix {
  uint32_t magic = kMagic;
  uint32_t kind = 0;
  uint32_t head_bytes = 0;
  uint32_t reserved = 0;
  uint64_t body_bytes = 0;
};
static_assert(sizeof(Prefix) == 24);

[[noreturn]] void broken(const std::string& what) {
  throw Error(ExitCode::Io, "wire between the two programs: " + what);
}

void write_all(int fd, const void* from, size_t bytes) {
  const char* at = static_cast<const char*>(from);
  while (bytes > 0) {
    const ssize_t n = ::send(fd, at, bytes, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) broken(std::string("sending failed: ") + std::strerror(errno));
    at += n;
    bytes -= static_cast<size_t>(n);
  }
}

}  // namespace

Wire::~Wire() {
  if (fd_ >= 0) ::close(fd_);
}

Wire::Wire(Wire&& other) noexcept : fd_(std::exchange(other.fd_, -1)), limits_(other.limits_) {}

Wire& Wire::operator=(Wire&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(limits_, other.limits_);
  return *this;
}

void Wire::send(uint32_t kind, const nlohmann::json& head, const void* body, size_t body_bytes) {
  // Paths and labels may hold bytes that are not UTF-8: they must not stop a run.
  const std::string text = json_line(head);
  const Prefix prefix{kMagic, kind, static_cast<uint32_t>(text.size()), 0, body_bytes};
  std::string start(reinterpret_cast<const char*>(&prefix), sizeof(prefix));
  start += text;
  write_all(fd_, start.data(), start.size());
  if (body_bytes > 0) write_all(fd_, body, body_bytes);
}

bool Wire::read_all(void* to, size_t bytes, bool end_is_fine) {
  char* at = static_cast<char*>(to);
  size_t got = 0;
  while (got < bytes) {
    const ssize_t n = ::recv(fd_, at + got, bytes - got, 0);
    if (n < 0 && errno == EINTR) continue;
    const bool ended = n == 0 || (n < 0 && errno == ECONNRESET);
    if (ended && got == 0 && end_is_fine) return false;
    if (ended) broken("the other side closed in the middle of a message");
    if (n < 0) broken(std::string("receiving failed: ") + std::strerror(errno));
    got += static_cast<size_t>(n);
  }
  return true;
}

std::optional<Message> Wire::receive() {
  Prefix prefix;
  if (!read_all(&prefix, sizeof(prefix), true)) return std::nullopt;
  if (prefix.magic != kMagic) broken("got something that is no message");
  if (prefix.head_bytes > limits_.max_head)
    broken("a head of " + std::to_string(prefix.head_bytes) + " bytes");
  if (prefix.body_bytes > limits_.max_body)
    broken("a body of " + std::to_string(prefix.body_bytes) + " bytes");
  Message message{prefix.kind, {}, std::vector<uint8_t>(prefix.body_bytes)};
  std::string text(prefix.head_bytes, '\0');
  read_all(text.data(), text.size(), false);
  read_all(message.body.data(), message.body.size(), false);
  message.head = nlohmann::json::parse(text, nullptr, false);
  if (message.head.is_discarded()) broken("a head that is not JSON");
  return message;
}

bool Wire::readable(std::chrono::milliseconds timeout) const {
  pollfd p{fd_, POLLIN, 0};
  return ::poll(&p, 1, static_cast<int>(timeout.count())) > 0;
}

void Wire::shut_down() { ::shutdown(fd_, SHUT_RDWR); }

std::pair<int, int> connected_sockets() {
  std::array<int, 2> fds{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) != 0)
    broken(std::strerror(errno));
  return {fds[0], fds[1]};
}

}  // namespace vidcam
