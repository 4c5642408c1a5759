// Certificates made for a test, and a server of events over TLS that shows one of them to each connection.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace groundswell {

// A self-signed certificate, which is its own authority; times in seconds from now.
struct TestCertificate {
  std::string pem, key_pem;

  static TestCertificate Make(const std::string& dns_name, long begin_secs = -3600, long end_secs = 3600) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* x509 = X509_new();
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), begin_secs);
    X509_gmtime_adj(X509_getm_notAfter(x509), end_secs);
    X509_set_pubkey(x509, key);
    X509_NAME* name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(x509, name);
    const std::string alternative = "DNS:" + dns_name;
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative.c_str());
    X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(x509, key, EVP_sha256());
    TestCertificate made;
    made.pem = TextOf([&](BIO* bio) { PEM_write_bio_X509(bio, x509); });
    made.key_pem = TextOf([&](BIO* bio) { PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr); });
    X509_free(x509);
    EVP_PKEY_free(key);
    return made;
  }

 private:
  static std::string TextOf(const std::function<void(BIO*)>& write) {
    BIO* bio = BIO_new(BIO_s_mem());
    write(bio);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio, &bytes);
    std::string text(bytes, static_cast<size_t>(size));
    BIO_free(bio);
    return text;
  }
};

// Answers each request with the bytes that `script` gives, then closes. Connections whose handshake failed are counted.
class TlsEventServer {
 public:
  using Tcp = boost::asio::ip::tcp;
  using ErrorCode = boost::system::error_code;
  using Script = std::function<std::string(const std::string& request)>;

  TlsEventServer(boost::asio::io_context* loop, TestCertificate certificate, Script script)
      : acceptor_(*loop, {boost::asio::ip::make_address("127.0.0.1"), 0}),
        certificate_(std::move(certificate)),
        script_(std::move(script)) {
    Accept();
  }
  uint16_t port() const { return acceptor_.local_endpoint().port(); }
  void Show(TestCertificate certificate) { certificate_ = std::move(certificate); }

  int connections_ = 0, refused_ = 0;
  std::vector<std::string> requests_;

 private:
  struct Session {
    Session(Tcp::socket socket, boost::asio::ssl::context given)
        : context(std::move(given)), stream(std::move(socket), context) {}
    boost::asio::ssl::context context;
    boost::asio::ssl::stream<Tcp::socket> stream;
    std::string request, answer;
  };
  void Accept() {
    acceptor_.async_accept([this](const ErrorCode& error, Tcp::socket socket) {
      if (error) return;
      ++connections_;
      Serve(std::move(socket));
      Accept();
    });
  }
  void Serve(Tcp::socket socket) {
    boost::asio::ssl::context context(boost::asio::ssl::context::tls_server);
    context.use_certificate_chain(boost::asio::buffer(certificate_.pem));
    context.use_private_key(boost::asio::buffer(certificate_.key_pem), boost::asio::ssl::context::pem);
    const auto session = std::make_shared<Session>(std::move(socket), std::move(context));
    session->stream.async_handshake(boost::asio::ssl::stream_base::server, [this, session](const ErrorCode& error) {
      if (error) return void(++refused_);
      boost::asio::async_read_until(session->stream, boost::asio::dynamic_buffer(session->request), "\r\n\r\n",
                                    [this, session](const ErrorCode& failed, size_t) {
                                      if (failed) return void(++refused_);
                                      Respond(session);
                                    });
    });
  }
  void Respond(const std::shared_ptr<Session>& session) {
    requests_.push_back(session->request);
    session->answer = script_(session->request);
    boost::asio::async_write(session->stream, boost::asio::buffer(session->answer),
                             [session](const ErrorCode&, size_t) {});
  }

  Tcp::acceptor acceptor_;
  TestCertificate certificate_;
  const Script script_;
};

}  // namespace groundswell
