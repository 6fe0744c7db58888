package supervisor

import (
	"crypto/tls"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"slices"
	"sync"

	"dev.kubeuser/control-plane/internal/pki"
)

// subject is k3s's.
var subject = pkix.Name{CommonName: "k3s", Organization: []string{"k3s"}}

// names are those for which the server has a certificate. As k3s's they grow with what clients ask for: the certificate is made
// again before the answer, for all of them. With filter that ends when k3s's own controllers begin.
type names struct {
	files  *pki.Files
	filter bool

	mutex sync.Mutex
	own   []string
	all   []string
	kept  bool
	pair  *pki.Pair
}

func newNames(files *pki.Files, extra []string, filter bool) (*names, error) {
	n := &names{files: files, filter: filter, own: append(pki.ServerNames(), extra...)}
	return n, n.add(n.own...)
}

func (n *names) keep() {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	n.kept = true
}

// certificate is made for the name that a client asks for and for the address that it came to.
func (n *names) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	if err := n.add(hello.ServerName, host(hello.Conn.LocalAddr().String())); err != nil {
		return nil, err
	}
	n.mutex.Lock()
	defer n.mutex.Unlock()
	return &tls.Certificate{
		Certificate: [][]byte{n.pair.Certificate.Raw, n.files.ServerAuthority().Raw}, PrivateKey: n.pair.Key,
	}, nil
}

// addHost takes the address that a client named in its request, for its next connection.
func (n *names) addHost(name string) {
	if name := host(name); net.ParseIP(name) != nil {
		_ = n.add(name)
	}
}

func (n *names) add(wanted ...string) error {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	missing := slices.DeleteFunc(wanted, func(name string) bool {
		return name == "" || slices.Contains(n.all, name) || n.kept && n.filter && !slices.Contains(n.own, name)
	})
	if len(missing) == 0 {
		return nil
	}
	all := append(slices.Clone(n.all), missing...)
	pair, err := n.files.ServerPair(subject, all...)
	if err != nil {
		return err
	}
	n.all, n.pair = all, pair
	return nil
}

func (n *names) current() (chain, key []byte, all []string, err error) {
	n.mutex.Lock()
	defer n.mutex.Unlock()
	if key, err = pki.ClientKeyPEM(n.pair); err != nil {
		return nil, nil, nil, fmt.Errorf("unable to encode the key of k3s's server: %w", err)
	}
	return append(pki.CertificatePEM(n.pair.Certificate), n.files.ServerCAPEM...), key, slices.Clone(n.all), nil
}

// host takes the port away, if there is one.
func host(address string) string {
	if name, _, err := net.SplitHostPort(address); err == nil {
		return name
	}
	return address
}
