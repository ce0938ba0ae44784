#include "pipeline/run/wire.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <numeric>
#include <thread>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

struct Pair {
  Pair() : Pair(connected_sockets()) {}
  explicit Pair(std::pair<int, int> fds) : a(fds.first), b(fds.second), raw(fds.second) {}
  Wire a;
  Wire b;
  int raw;  // b's descriptor
};

std::string error_of(Wire& wire) {
  try {
    static_cast<void>(wire.receive());
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(WireTest, CarriesHeadAndBody) {
  Pair p;
  p.a.send(7, {{"x", 1.5}}, "abc", 3);
  const auto m = p.b.receive();
  ASSERT_TRUE(m);
  EXPECT_EQ(m->kind, 7U);
  EXPECT_EQ(m->head["x"], 1.5);
  EXPECT_EQ(m->body, (std::vector<uint8_t>{'a', 'b', 'c'}));
}

TEST(WireTest, KeepsMessagesApartAndInOrder) {
  Pair p;
  for (int i = 0; i < 100; ++i) p.a.send(static_cast<uint32_t>(i), i, &i, sizeof(i));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(p.b.receive()->kind, static_cast<uint32_t>(i));
}

TEST(WireTest, CarriesBodiesLargerThanASocketBuffer) {
  Pair p;
  std::vector<uint8_t> big(20 << 20);
  std::iota(big.begin(), big.end(), uint8_t{0});
  std::jthread sender([&] { p.a.send(1, nullptr, big.data(), big.size()); });
  EXPECT_EQ(p.b.receive()->body, big);
}

TEST(WireTest, EndsBetweenMessages) {
  Pair p;
  p.a.shut_down();
  EXPECT_FALSE(p.b.receive());
}

TEST(WireTest, TextThatIsNotUtf8DoesNotStopIt) {
  Pair p;
  p.a.send(1, std::string("caf\xe9.mp4"));
  EXPECT_EQ(p.b.receive()->head, "caf\xef\xbf\xbd.mp4");
}

TEST(WireTest, RefusesWhatIsNoMessage) {
  Pair p;
  const std::string noise(64, 'x');
  ASSERT_EQ(::send(p.raw, noise.data(), noise.size(), 0), 64);
  EXPECT_NE(error_of(p.a).find("no message"), std::string::npos);
}

TEST(WireTest, RefusesSizesBeforeItAllocates) {
  const auto [left, right] = connected_sockets();
  Wire sender(left);
  Wire receiver(right, {.max_head = 100, .max_body = 1000});
  const std::vector<uint8_t> body(1001);
  sender.send(1, 0, body.data(), body.size());
  EXPECT_NE(error_of(receiver).find("a body of 1001 bytes"), std::string::npos);
}

TEST(WireTest, NamesAnEndInTheMiddle) {
  Pair p;
  const uint32_t magic = 0x31574356;
  ASSERT_EQ(::send(p.raw, &magic, 4, 0), 4);
  ::shutdown(p.raw, SHUT_WR);
  EXPECT_NE(error_of(p.a).find("in the middle of a message"), std::string::npos);
}

TEST(WireTest, SendingToNobodyIsAnErrorNotASignal) {
  auto [left, right] = connected_sockets();
  Wire wire(left);
  ::close(right);
  EXPECT_THROW(wire.send(1, 0), Error);
}

TEST(WireTest, TellsWhetherSomethingCame) {
  Pair p;
  EXPECT_FALSE(p.b.readable(std::chrono::milliseconds(0)));
  p.a.send(1, 0);
  EXPECT_TRUE(p.b.readable(std::chrono::milliseconds(1000)));
}

}  // namespace
}  // namespace vidcam
