package pki

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"k8s.io/client-go/tools/clientcmd"
)

func write(t *testing.T, config Config) (*Files, string) {
	t.Helper()
	directory := filepath.Join(t.TempDir(), "pki")
	files, err := Write(directory, config)
	if err != nil {
		t.Fatal(err)
	}
	return files, directory
}

func readCertificate(t *testing.T, path string) *x509.Certificate {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(content)
	if block == nil {
		t.Fatalf("%s holds no PEM", path)
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

func TestServerCertificateHasEveryName(t *testing.T) {
	files, _ := write(t, Config{ExtraNames: []string{"api.example.test", "192.0.2.7"}})
	certificate := readCertificate(t, files.Server)
	for _, name := range append(ServerNames(), "api.example.test", "192.0.2.7") {
		if err := certificate.VerifyHostname(name); err != nil {
			t.Error(err)
		}
	}
	if !slices.Equal(certificate.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}) {
		t.Errorf("extended key usage is %v", certificate.ExtKeyUsage)
	}
}

func TestAuthoritiesDoNotVouchForEachOther(t *testing.T) {
	files, _ := write(t, Config{})
	authorities := map[string]*x509.Certificate{
		"server": readCertificate(t, files.ServerCA), "client": readCertificate(t, files.ClientCA), "front-proxy": readCertificate(t, files.FrontProxyCA),
	}
	issued := map[string]*x509.Certificate{
		"server": readCertificate(t, files.Server), "client": files.Admin.Certificate, "front-proxy": readCertificate(t, files.FrontProxy),
	}
	for authority, ca := range authorities {
		for issuer, certificate := range issued {
			if err := certificate.CheckSignatureFrom(ca); (err == nil) != (authority == issuer) {
				t.Errorf("certificate of %s checked against the authority of %s: %v", issuer, authority, err)
			}
		}
	}
}

func TestUsers(t *testing.T) {
	files, _ := write(t, Config{})
	for user, pair := range map[string]*Pair{AdminUser: files.Admin, ControllerManagerUser: files.ControllerManager} {
		subject := pair.Certificate.Subject
		if subject.CommonName != user || !slices.Equal(subject.Organization, []string{"system:masters"}) {
			t.Errorf("subject is %v", subject)
		}
	}
}

func TestOtherNames(t *testing.T) {
	files, _ := write(t, Config{Names: Names{ServerCA: "s", ClientCA: "c", FrontProxyCA: "f", Admin: "a"}})
	for want, certificate := range map[string]*x509.Certificate{
		"s": readCertificate(t, files.ServerCA), "c": files.ClientAuthority(), "f": readCertificate(t, files.FrontProxyCA), "a": files.Admin.Certificate,
	} {
		if got := certificate.Subject.CommonName; got != want {
			t.Errorf("%s is called %s", want, got)
		}
	}
}

func TestAuthorityOutlivesWhatItIsAskedToSign(t *testing.T) {
	century := 100 * 365 * 24 * time.Hour
	files, _ := write(t, Config{SigningDuration: century})
	if end := files.ClientAuthority().NotAfter; end.Before(time.Now().Add(century)) {
		t.Errorf("the authority ends at %v", end)
	}
}

func TestKeysArePKCS8AndMatchTheirCertificates(t *testing.T) {
	files, _ := write(t, Config{})
	for certificate, key := range map[string]string{
		files.Server: files.ServerKey, files.ServerCA: files.ServerCAKey, files.ClientCA: files.ClientCAKey, files.FrontProxy: files.FrontProxyKey,
	} {
		if _, err := tls.LoadX509KeyPair(certificate, key); err != nil {
			t.Errorf("%s: %v", certificate, err)
		}
		content, err := os.ReadFile(key)
		if err != nil {
			t.Fatal(err)
		}
		if block, _ := pem.Decode(content); block == nil || block.Type != "PRIVATE KEY" {
			t.Errorf("%s is not PKCS#8", key)
		}
	}
}

func TestNobodyElseReadsTheFiles(t *testing.T) {
	_, directory := write(t, Config{})
	err := filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestKubeconfigIsSelfContained(t *testing.T) {
	files, directory := write(t, Config{})
	path := filepath.Join(directory, "kubeconfig")
	if err := files.WriteKubeconfig(path, "https://127.0.0.1:1"); err != nil {
		t.Fatal(err)
	}
	config, err := clientcmd.BuildConfigFromFlags("", path)
	if err != nil {
		t.Fatal(err)
	}
	if config.Host != "https://127.0.0.1:1" || config.CAFile+config.CertFile+config.KeyFile != "" {
		t.Errorf("host %s, files %q %q %q", config.Host, config.CAFile, config.CertFile, config.KeyFile)
	}
	if _, err := tls.X509KeyPair(config.CertData, config.KeyData); err != nil {
		t.Error(err)
	}
	if block, _ := pem.Decode(config.KeyData); block == nil || block.Type != "EC PRIVATE KEY" {
		t.Error("the key is not in SEC1 form, which fabric8 needs")
	}
	raw, err := clientcmd.LoadFromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if namespace := raw.Contexts[raw.CurrentContext].Namespace; namespace != "default" {
		t.Errorf("the context's namespace is %q", namespace)
	}
}

func TestAdministratorHasTheTokenOfTheFile(t *testing.T) {
	files, _ := write(t, Config{AdminToken: true, Names: Names{Admin: "a"}})
	config, err := files.AdminConfig("https://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := os.ReadFile(files.AdminTokens)
	if err != nil {
		t.Fatal(err)
	}
	if want := config.BearerToken + ",a,,system:masters\n"; len(config.BearerToken) < 26 || string(tokens) != want {
		t.Error("the file and the configuration do not have the same token")
	}
	if config.CertData != nil || config.CAData == nil {
		t.Error("the configuration has a certificate, or no authority")
	}
}

func TestTokenIsGivenOnRequestOnly(t *testing.T) {
	files, _ := write(t, Config{})
	config, err := files.AdminConfig("https://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	if files.AdminTokens != "" || config.BearerToken != "" || config.CertData == nil {
		t.Error("the administrator has a token, or no certificate")
	}
}

func TestWriteSaysWhatItCannotDo(t *testing.T) {
	occupied := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(occupied, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(occupied, Config{}); err == nil {
		t.Error("keys were written over a file")
	}
}
