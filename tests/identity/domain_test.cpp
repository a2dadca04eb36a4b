#include <catch2/catch.hpp>

#include "modules/identity/domain/client_block.hpp"
#include "modules/identity/domain/email.hpp"
#include "modules/identity/domain/name_rules.hpp"
#include "modules/identity/domain/password_rules.hpp"
#include "modules/identity/domain/refresh_rules.hpp"

namespace kontor::identity {
namespace {

TEST_CASE("an e-mail address is kept as it was given and compared in lower case") {
  const auto email = Email::parse("  Ada.Lovelace+shop@Example.COM ");
  REQUIRE(email);
  CHECK(email->str() == "Ada.Lovelace+shop@Example.COM");
  CHECK(email->key() == "ada.lovelace+shop@example.com");
}

TEST_CASE("what could not be written to, or would break a mail's header, is no e-mail address") {
  const auto text =
      GENERATE(as<std::string>{}, "", "ada", "@example.com", "ada@", "ada@example", "ada@@example.com",
               "ada@example..com", "ada@-example.com", "ada@example.com-", ".ada@example.com", "ada.@example.com",
               "a da@example.com", "ada@exam ple.com", "ada\n@example.com", "ada@example.com\r\nBcc: x@example.com",
               "\"ada\"@example.com", "ada@[192.0.2.1]", "ada@example.com,x@example.com", "<ada@example.com>",
               "ödön@example.com", std::string(65, 'a') + "@example.com", "a@" + std::string(250, 'e') + ".com");
  INFO(text);
  CHECK_FALSE(Email::parse(text));
}

TEST_CASE("a password has 8 to 128 characters of any Unicode") {
  const auto problem = [](std::string_view password) {
    const auto found = problem_of_password(password, "ada@example.com", "/password");
    return found ? found->code : "";
  };
  CHECK(problem("kx7 fmq") == "length");
  CHECK(problem("kx7 fmqz").empty());
  CHECK(problem("ключ от дома").empty());
  CHECK(problem("五つの緑の鷺だ!").empty());  // eight characters
  std::string longest;
  for (int i = 0; i < 64; ++i) longest += i % 2 == 0 ? "zö" : "q7";
  CHECK(problem(longest).empty());
  CHECK(problem(longest + "x") == "length");
  CHECK(problem("nine green \xff herons") == "format");
}

TEST_CASE("a password is not the e-mail address, nor what stands before its @") {
  CHECK(problem_of_password("Ada@Example.com", "ada@example.com", "/password")->code == "like_email");
  CHECK(problem_of_password("ada.lovelace", "Ada.Lovelace@example.com", "/password")->code == "like_email");
}

TEST_CASE("passwords that are tried first are refused, whatever usual signs stand in them") {
  const auto password =
      GENERATE(as<std::string>{}, "password", "Password", "PASSWORD", "p@ssw0rd", "P@$$w0rd!", "Passw0rd2024!",
               "!!password", "passwordpassword", "12345678", "123456789", "87654321", "11111111", "abcdefgh",
               "abcabcabc", "12341234", "qwertyui", "qwertzui", "asdfghjkl", "1q2w3e4r", "1qaz2wsx", "qwertz1234",
               "iloveyou", "1l0v3y0u", "letmein1", "LetMeIn!!", "summer2024", "Summer2024!", "Sommer23!", "welcome1",
               "dragon123", "trustno1", "football1", "michael1", "admin123", "changeme", "Kontor123");
  INFO(password);
  CHECK(is_common_password(password));
}

TEST_CASE("passwords that took some thought are not common") {
  const auto password =
      GENERATE(as<std::string>{}, "nine green herons", "kx7fmqz2", "correct horse battery staple", "dragon84720193847",
               "mein Vater isst gern Kohl", "73920184", "Tr0ub4dor&3x", "summerhouse on the hill");
  INFO(password);
  CHECK_FALSE(is_common_password(password));
}

TEST_CASE("a name breaks no line") {
  CHECK_FALSE(problem_of_name("Ödön von Horváth", "/last_name"));
  CHECK_FALSE(problem_of_name("", "/last_name"));
  CHECK_FALSE(problem_of_name(std::string(100, 'x'), "/last_name"));
  CHECK(problem_of_name(std::string(101, 'x'), "/last_name")->code == "length");
  for (const std::string text : {"Ada\nBcc: x", "Ada\r", "\tAda", "Ada\x7f", "Ada\xc2\x85x", "Ada\xe2\x80\xa8x",
                                 "Ada\xe2\x80\xaex", "Ada\xe2\x81\xa6x", "Ada\xffx"}) {
    CHECK(problem_of_name(text, "/last_name")->code == "format");
  }
}

TEST_CASE("one client is an IPv4 address or the /64 of an IPv6 address") {
  CHECK(client_block("192.0.2.7") == client_block("::ffff:192.0.2.7"));
  CHECK(client_block("192.0.2.7") != client_block("192.0.2.8"));
  CHECK(client_block("2001:db8:1:2::1") == client_block("2001:0DB8:1:2:ffff:ffff:ffff:ffff"));
  CHECK(client_block("2001:db8::1") == client_block("2001:db8:0:0:a:b:c:d"));
  CHECK(client_block("2001:db8:1:2::1") != client_block("2001:db8:1:3::1"));
  CHECK(client_block("::1") != client_block("2001:db8::1"));
}

TEST_CASE("what a shown refresh token means") {
  const SessionState fresh{.generation = 3, .is_known = true};
  CHECK(judge_refresh(fresh, 3) == RefreshVerdict::rotate);

  SessionState over = fresh;
  over.is_over = true;
  CHECK(judge_refresh(over, 3) == RefreshVerdict::refuse);
  CHECK(judge_refresh(over, 2) == RefreshVerdict::refuse);

  const SessionState unknown{.generation = 3, .is_known = false};
  CHECK(judge_refresh(unknown, 3) == RefreshVerdict::refuse);
  CHECK(judge_refresh(unknown, 4) == RefreshVerdict::refuse);
  CHECK(judge_refresh(unknown, 2) == RefreshVerdict::reused);
  CHECK(judge_refresh(unknown, 1) == RefreshVerdict::reused);

  SessionState lost_answer{.generation = 3, .was_just_used = true, .siblings = kSiblings - 1};
  CHECK(judge_refresh(lost_answer, 2) == RefreshVerdict::answer_again);
  lost_answer.siblings = kSiblings;
  CHECK(judge_refresh(lost_answer, 2) == RefreshVerdict::refuse);
}

}  // namespace
}  // namespace kontor::identity
