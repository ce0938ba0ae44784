#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace vidcam {

// One message between the two programs: a kind, a small JSON head and raw bytes (pixels or floats).
struct Message {
  uint32_t kind = 0;
  nlohmann::json head;
  std::vector<uint8_t> body;
};

// What a peer may send at most. Sizes are checked before anything is allocated: the other side
// decodes hostile files.
struct WireLimits {
  uint32_t max_head = 4u << 20;
  uint64_t max_body = uint64_t{1} << 30;
};

// A connected stream socket that carries messages: magic, kind, head size, body size (little
// endian), head, body. Owns the descriptor. Reading and writing may happen on two threads at once,
// but each on one thread at a time.
class Wire {
 public:
  explicit Wire(int fd, WireLimits limits = {}) : fd_(fd), limits_(limits) {}
  ~Wire();
  Wire(Wire&& other) noexcept;
  Wire& operator=(Wire&& other) noexcept;

  // Blocks until all is written. Throws Error (Io) where the other side is gone.
  void send(uint32_t kind, const nlohmann::json& head, const void* body = nullptr,
            size_t body_bytes = 0);

  // The next message; nothing where the other side has closed between two messages. Throws Error
  // (Io) where it closed within one, or sent what is no message (bad magic, sizes over the limits,
  // a head that is not JSON).
  [[nodiscard]] std::optional<Message> receive();

  // True where receive() would find something (a message or the end) within the time.
  [[nodiscard]] bool readable(std::chrono::milliseconds timeout) const;

  // Ends the conversation: the other side's receive() returns nothing, a blocked receive() here
  // wakes up.
  void shut_down();

 private:
  bool read_all(void* to, size_t bytes, bool end_is_fine);

  int fd_ = -1;
  WireLimits limits_;
};

// Two connected ends, close-on-exec.
[[nodiscard]] std::pair<int, int> connected_sockets();

}  // namespace vidcam
