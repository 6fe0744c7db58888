// Package supervisor is k3s's own server. It listens at the port of the cluster, answers some paths itself, without audit, and leaves
// all others to the API server, which listens elsewhere.
package supervisor

import (
	"crypto/tls"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"dev.kubeuser/control-plane/internal/pki"
)

// subject is k3s's.
var subject = pkix.Name{CommonName: "k3s", Organization: []string{"k3s"}}

// headerLimit is the API server's own.
const headerLimit = 32 * time.Second

// Config says how it differs from the usual one.
type Config struct {
	// Listen is the address and port; port 0 stands for one that the kernel chooses.
	Listen string
	// Names are names and addresses that the certificate has beside the usual ones.
	Names []string
	// Static is a directory that everybody may read.
	Static string
	// Failed hears of a server that ended although nobody asked it to.
	Failed func(error)
}

// Server is open from the beginning, and answers when it has keys.
type Server struct {
	config   Config
	listener net.Listener
	files    *pki.Files
	pair     *pki.Pair
	server   *http.Server
	static   http.Handler
	api      atomic.Pointer[http.Handler]
}

// Listen opens the port, and fails if another program has it.
func Listen(config Config) (*Server, error) {
	listener, err := net.Listen("tcp4", config.Listen)
	if err != nil {
		return nil, fmt.Errorf("unable to listen for k3s: %w", err)
	}
	files := http.FileServer(http.Dir(config.Static))
	return &Server{config: config, listener: listener, static: http.StripPrefix(staticPath, files)}, nil
}

// URL is where this host reaches the server, whichever of its addresses that one listens on.
func (s *Server) URL() string {
	address := *s.listener.Addr().(*net.TCPAddr)
	if address.IP.IsUnspecified() {
		address.IP = net.IPv4(127, 0, 0, 1)
	}
	return "https://" + address.String()
}

// Serve begins to answer. Requests to the API server get 503 until Forward.
func (s *Server) Serve(files *pki.Files) error {
	var err error
	if s.pair, err = files.ServerPair(subject, append(pki.ServerNames(), s.config.Names...)...); err != nil {
		return err
	}
	s.files = files
	// It is for the API server to verify clients, which is asked with each request.
	certificate := tls.Certificate{Certificate: [][]byte{s.pair.Certificate.Raw, files.ServerAuthority().Raw}, PrivateKey: s.pair.Key}
	s.server = &http.Server{
		Handler: s, ReadHeaderTimeout: headerLimit, ErrorLog: log.New(io.Discard, "", 0),
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, ClientAuth: tls.RequestClientCert, Certificates: []tls.Certificate{certificate}},
	}
	go func() {
		if err := s.server.ServeTLS(s.listener, "", ""); !errors.Is(err, http.ErrServerClosed) {
			s.config.Failed(fmt.Errorf("the server of k3s ended: %w", err))
		}
	}()
	return nil
}

// Forward has the handler of the API server answer all that this server does not.
func (s *Server) Forward(handler http.Handler) { s.api.Store(&handler) }

// Certificate is what the server shows, with its key.
func (s *Server) Certificate() (chain, key []byte, err error) {
	key, err = pki.ClientKeyPEM(s.pair)
	return append(pki.CertificatePEM(s.pair.Certificate), s.files.ServerCAPEM...), key, err
}

// Stop waits for nobody.
func (s *Server) Stop() {
	if s.server != nil {
		_ = s.server.Close()
	}
	_ = s.listener.Close()
}
