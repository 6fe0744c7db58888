package supervisor

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dev.kubeuser/control-plane/internal/pki"
)

// open runs a server. Its static directory has one directory in it.
func open(t *testing.T, config Config) (*Server, *x509.CertPool) {
	t.Helper()
	files, err := pki.Write(filepath.Join(t.TempDir(), "pki"), pki.Config{SigningDuration: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	config.Listen, config.Failed = "127.0.0.1:0", func(err error) { t.Error(err) }
	s, err := Listen(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	if err := s.Serve(files); err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(files.ServerAuthority())
	return s, pool
}

func get(t *testing.T, s *Server, pool *x509.CertPool, path string) (*http.Response, string) {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(s.URL() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func TestRoutes(t *testing.T) {
	directory := t.TempDir()
	s, pool := open(t, Config{Static: filepath.Dir(directory)})
	base := filepath.Base(directory)
	expect := func(path string, code int, content string) {
		t.Helper()
		if response, body := get(t, s, pool, path); response.StatusCode != code || !strings.Contains(body, content) {
			t.Errorf("%s is %d, %s", path, response.StatusCode, body)
		}
	}
	expect("/version", http.StatusServiceUnavailable, `"apiserver not ready"`)
	s.Forward(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte("API " + r.URL.Path)) }))
	expect("/version", http.StatusOK, "API /version")
	expect("/ping", http.StatusOK, "pong")
	expect("/cacerts", http.StatusOK, "BEGIN CERTIFICATE")
	expect("/static/"+base, http.StatusMovedPermanently, "")
	expect("/static/"+base+"/", http.StatusOK, "<pre>")
	expect("/v1-k3s/config", http.StatusForbidden, `"forbidden"`)
	expect("/v1-k3s/client-k3s-controller.crt", http.StatusForbidden, `"forbidden"`)
	expect("/v1-k3s/other", http.StatusOK, "API /v1-k3s/other")
	expect("/v1-k3s//config", http.StatusOK, "API /v1-k3s//config")
	expect("/ping/", http.StatusOK, "API /ping/")
}
