#include "tests/serve/tls_peer.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <unistd.h>

namespace groundswell {
namespace {

X509* MakeCertificate(EVP_PKEY* key, const std::string& name) {
  X509* x509 = X509_new();
  X509_set_version(x509, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
  X509_set_pubkey(x509, key);
  X509_NAME* subject = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(x509, subject);
  const std::string names = "DNS:" + name;
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
  X509_add_ext(x509, extension, -1);
  X509_EXTENSION_free(extension);
  X509_sign(x509, key, EVP_sha256());
  return x509;
}

std::string PemOf(X509* x509) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, x509);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  std::string pem(bytes, static_cast<size_t>(size));
  BIO_free(bio);
  return pem;
}

}  // namespace

TlsPeer::TlsPeer(const std::string& name, std::string answer) : answer_(std::move(answer)) {
  signal(SIGPIPE, SIG_IGN);  // as the engine does: TLS writes to whoever has hung up
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* x509 = MakeCertificate(key, name);
  certificate_pem_ = PemOf(x509);
  context_ = SSL_CTX_new(TLS_server_method());
  EXPECT_EQ(SSL_CTX_use_certificate(context_, x509), 1);
  EXPECT_EQ(SSL_CTX_use_PrivateKey(context_, key), 1);
  X509_free(x509);
  EVP_PKEY_free(key);
  thread_ = std::thread([this] { Run(); });
}

TlsPeer::~TlsPeer() {
  listener_.Stop();
  thread_.join();
  SSL_CTX_free(context_);
}

std::string TlsPeer::received() const {
  std::lock_guard lock(mutex_);
  return received_;
}

int TlsPeer::connections() const {
  std::lock_guard lock(mutex_);
  return connections_;
}

void TlsPeer::Run() {
  for (int socket; (socket = listener_.Accept()) >= 0; close(socket)) {
    {
      std::lock_guard lock(mutex_);
      ++connections_;
    }
    Serve(socket);
  }
}

void TlsPeer::Serve(int socket) {
  SSL* tls = SSL_new(context_);
  SSL_set_fd(tls, socket);
  if (SSL_accept(tls) == 1) {
    std::string request;
    char bytes[65536];
    size_t head = std::string::npos, body_bytes = 0;
    while (head == std::string::npos || request.size() < head + 4 + body_bytes) {
      if (SSL_pending(tls) == 0 && !listener_.Wait(socket, 10'000)) break;
      const int got = SSL_read(tls, bytes, sizeof(bytes));
      if (got <= 0) break;
      request.append(bytes, static_cast<size_t>(got));
      head = request.find("\r\n\r\n");
      const size_t length = request.find("Content-Length: ");
      if (length != std::string::npos) body_bytes = std::stoul(request.substr(length + 16, 12));
    }
    {
      std::lock_guard lock(mutex_);
      received_ += request;
    }
    if (!request.empty()) SSL_write(tls, answer_.data(), static_cast<int>(answer_.size()));
    SSL_shutdown(tls);
  }
  SSL_free(tls);
}

}  // namespace groundswell
