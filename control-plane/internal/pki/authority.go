// Package pki makes the certificate authorities, certificates and keys of one control plane.
//
// Nothing here outlives the control plane: every start makes new authorities, so a credential of an earlier run is
// never accepted by a later one.
package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"time"
)

const (
	// backdate tolerates a client whose clock is behind, or is set back while the control plane runs: nothing is gained by
	// refusing a certificate of this machine as one of the future.
	backdate = 2 * 365 * 24 * time.Hour
	lifetime = 10 * 365 * 24 * time.Hour
)

// Authority is a certificate authority: a self-signed certificate and the key that signs with it.
type Authority struct {
	Pair
}

// Pair is a certificate and its private key.
type Pair struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
}

// NewAuthority makes an authority with a fresh key. It stays valid for at least minimum, so that no certificate it
// signs is silently shortened to the authority's own end.
func NewAuthority(name string, minimum time.Duration) (*Authority, error) {
	template := newTemplate(pkix.Name{CommonName: name}, max(lifetime, minimum+backdate))
	template.IsCA = true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature
	pair, err := issue(template, nil)
	if err != nil {
		return nil, fmt.Errorf("unable to make the authority for %q: %w", name, err)
	}
	return &Authority{*pair}, nil
}

// Server issues a serving certificate to subject for names, each a DNS name or an IP address.
func (a *Authority) Server(subject pkix.Name, names ...string) (*Pair, error) {
	template := newTemplate(subject, lifetime)
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, name := range names {
		addName(template, name)
	}
	return a.issue(template)
}

// Client issues a client certificate: Kubernetes reads the user from the common name and the groups from the organizations.
func (a *Authority) Client(user string, groups ...string) (*Pair, error) {
	template := newTemplate(pkix.Name{CommonName: user, Organization: groups}, lifetime)
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return a.issue(template)
}

func (a *Authority) issue(template *x509.Certificate) (*Pair, error) {
	pair, err := issue(template, &a.Pair)
	if err != nil {
		return nil, fmt.Errorf("unable to issue the certificate for %q: %w", template.Subject.CommonName, err)
	}
	return pair, nil
}

// issue makes a key and has issuer sign its certificate; without an issuer the certificate signs itself.
func issue(template *x509.Certificate, issuer *Pair) (*Pair, error) {
	key, err := NewKey()
	if err != nil {
		return nil, err
	}
	if issuer == nil {
		issuer = &Pair{Certificate: template, Key: key}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, issuer.Certificate, key.Public(), issuer.Key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &Pair{Certificate: certificate, Key: key}, nil
}

// NewKey makes a P-256 key: it takes microseconds where an RSA key takes a tenth of a second of the start.
func NewKey() (crypto.Signer, error) {
	return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
}

func newTemplate(subject pkix.Name, validity time.Duration) *x509.Certificate {
	now := time.Now()
	return &x509.Certificate{
		Subject:               subject,
		NotBefore:             now.Add(-backdate),
		NotAfter:              now.Add(validity),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true,
	}
}

func addName(template *x509.Certificate, name string) {
	if ip := net.ParseIP(name); ip != nil {
		template.IPAddresses = append(template.IPAddresses, ip)
		return
	}
	template.DNSNames = append(template.DNSNames, name)
}
