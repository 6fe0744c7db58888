// Package supervisor is k3s's own server. It listens at the port of the cluster, answers some paths itself, without audit, and leaves
// all others to the API server, which listens elsewhere.
package supervisor

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"dev.kubeuser/control-plane/internal/pki"
)

// headerLimit is the API server's own.
const headerLimit = 32 * time.Second

// Config says how it differs from the usual one.
type Config struct {
	// Listen is the address and port; port 0 stands for one that the kernel chooses.
	Listen string
	// Names are names and addresses that the certificate has from the beginning.
	Names []string
	// AnyName has the certificate take each name that somebody asks for.
	AnyName bool
	// OnlyHTTP1 leaves out HTTP/2.
	OnlyHTTP1 bool
	// Static is a directory that everybody may read.
	Static string
	// Failed hears of a server that ended although nobody asked it to.
	Failed func(error)
}

// Server is open from the beginning, and answers when it has keys.
type Server struct {
	config   Config
	listener net.Listener
	names    *names
	routes   *routes
	server   *http.Server
}

// Listen opens the port, and fails if another program has it.
func Listen(config Config) (*Server, error) {
	listener, err := net.Listen("tcp4", config.Listen)
	if err != nil {
		return nil, fmt.Errorf("unable to listen for k3s: %w", err)
	}
	return &Server{config: config, listener: listener}, nil
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
	if s.names, err = newNames(files, s.config.Names, !s.config.AnyName); err != nil {
		return err
	}
	s.routes = &routes{authority: files.ServerCAPEM, static: static(s.config.Static), seen: s.names.addHost}
	s.server = &http.Server{
		Handler: s.routes, ReadHeaderTimeout: headerLimit, ErrorLog: log.New(io.Discard, "", 0), TLSConfig: s.tls(),
	}
	if s.config.OnlyHTTP1 {
		s.server.Protocols = new(http.Protocols)
		s.server.Protocols.SetHTTP1(true)
	}
	go func() {
		if err := s.server.ServeTLS(s.listener, "", ""); !errors.Is(err, http.ErrServerClosed) {
			s.config.Failed(fmt.Errorf("the server of k3s ended: %w", err))
		}
	}()
	return nil
}

// tls leaves it to the API server to verify clients, which is asked with each request.
func (s *Server) tls() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, ClientAuth: tls.RequestClientCert, GetCertificate: s.names.certificate}
}

// Forward has the handler of the API server answer all that this server does not.
func (s *Server) Forward(handler http.Handler) { s.routes.forward(handler) }

// KeepNames is what k3s's own controllers do when they begin: from then on the certificate takes no name that it was not given.
func (s *Server) KeepNames() { s.names.keep() }

// Certificate is what the server shows now, with its key and its names.
func (s *Server) Certificate() (chain, key []byte, names []string, err error) {
	return s.names.current()
}

// Stop waits for nobody.
func (s *Server) Stop() {
	if s.server != nil {
		_ = s.server.Close()
	}
	_ = s.listener.Close()
}
