package pki

import (
	"cmp"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"k8s.io/client-go/util/keyutil"
)

// The users that the control plane itself acts as.
const (
	AdminUser             = "kubernetes-admin"
	ControllerManagerUser = "system:kube-controller-manager"
	FrontProxyUser        = "front-proxy-client"

	mastersGroup = "system:masters"
)

// ServerNames are the names the API server answers to, as far as they do not come from options.
func ServerNames() []string {
	return []string{
		"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local",
		"localhost", "127.0.0.1", "::1",
	}
}

// Config says what a control plane's keys and certificates are to look like.
type Config struct {
	// ExtraNames are further names or addresses of the API server.
	ExtraNames []string
	// SigningDuration is the longest life of a certificate the client authority will be asked for.
	SigningDuration time.Duration
	Names           Names
	// AdminToken gives the administrator a token beside the certificate.
	AdminToken bool
}

// Names are common names that other programs may look at. An empty one stands for this program's own.
type Names struct {
	ServerCA, ClientCA, FrontProxyCA, Admin string
}

// Files are the paths of everything that was written, and the pairs that are used from memory.
type Files struct {
	ServerCA, ServerCAKey     string
	ClientCA, ClientCAKey     string
	FrontProxyCA              string
	Server, ServerKey         string
	FrontProxy, FrontProxyKey string
	ServiceAccountKey         string
	ServiceAccountPublicKey   string
	// AdminTokens is a file with the administrator's token as kube-apiserver reads it; empty if there is none.
	AdminTokens                    string
	ServerCAPEM                    []byte
	Admin, ControllerManager       *Pair
	serverCA, clientCA, frontProxy *Authority
	adminToken                     string
}

// ClientAuthority signs the certificates of users.
func (f *Files) ClientAuthority() *x509.Certificate {
	return f.clientCA.Certificate
}

// ServerAuthority signs the certificates of servers.
func (f *Files) ServerAuthority() *x509.Certificate {
	return f.serverCA.Certificate
}

// ServerPair issues a serving certificate that clients of the API server accept, beside the one that is in the files.
func (f *Files) ServerPair(subject pkix.Name, names ...string) (*Pair, error) {
	return f.serverCA.Server(subject, names...)
}

// MasterPair issues a certificate for a user who may do everything, beside the administrator.
func (f *Files) MasterPair(user string) (*Pair, error) {
	return f.clientCA.Client(user, mastersGroup)
}

// Write makes three unrelated authorities with what they sign and writes all of it to directory.
//
// The authorities are different ones so that code which confuses "who is the server" with "who may be a client" fails here
// as it fails on a real cluster.
func Write(directory string, config Config) (*Files, error) {
	if err := os.Mkdir(directory, 0o700); err != nil {
		return nil, fmt.Errorf("unable to make the directory for keys: %w", err)
	}
	f, w, names := &Files{}, &writer{directory: directory}, config.Names
	f.serverCA = w.authority(cmp.Or(names.ServerCA, "kubeuser-server-ca"), config.SigningDuration)
	f.clientCA = w.authority(cmp.Or(names.ClientCA, "kubeuser-client-ca"), config.SigningDuration)
	f.frontProxy = w.authority(cmp.Or(names.FrontProxyCA, "kubeuser-front-proxy-ca"), 0)
	if w.err != nil {
		return nil, w.err
	}
	f.ServerCA, f.ServerCAKey = w.pair("server-ca", &f.serverCA.Pair)
	f.ClientCA, f.ClientCAKey = w.pair("client-ca", &f.clientCA.Pair)
	f.FrontProxyCA, _ = w.pair("front-proxy-ca", &f.frontProxy.Pair)
	f.ServerCAPEM = CertificatePEM(f.serverCA.Certificate)
	server := w.issued(f.ServerPair(pkix.Name{CommonName: "kube-apiserver"}, append(ServerNames(), config.ExtraNames...)...))
	f.Server, f.ServerKey = w.pair("kube-apiserver", server)
	f.FrontProxy, f.FrontProxyKey = w.pair("front-proxy-client", w.issued(f.frontProxy.Client(FrontProxyUser)))
	f.ServiceAccountKey, f.ServiceAccountPublicKey = w.keys("service-account")
	admin := cmp.Or(names.Admin, AdminUser)
	f.Admin = w.issued(f.MasterPair(admin))
	f.ControllerManager = w.issued(f.MasterPair(ControllerManagerUser))
	if config.AdminToken {
		f.writeAdminToken(w, admin)
	}
	return f, w.err
}

// writeAdminToken is for who sends thousands of requests: the server verifies a certificate's signature again for each of them,
// and finds a token in a table.
func (f *Files) writeAdminToken(w *writer, admin string) {
	f.adminToken = rand.Text()
	f.AdminTokens = w.file("admin-tokens.csv", []byte(strings.Join([]string{f.adminToken, admin, "", mastersGroup}, ",")+"\n"), 0o600)
}

// writer writes PEM files into one directory and keeps the first error, so that its callers read as a list.
type writer struct {
	directory string
	err       error
}

func (w *writer) authority(name string, minimum time.Duration) *Authority {
	authority, err := NewAuthority(name, minimum)
	w.fail(err)
	return authority
}

func (w *writer) issued(pair *Pair, err error) *Pair {
	w.fail(err)
	return pair
}

func (w *writer) pair(name string, pair *Pair) (certificatePath, keyPath string) {
	if w.err != nil {
		return "", ""
	}
	return w.file(name+".crt", CertificatePEM(pair.Certificate), 0o600), w.key(name, pair.Key)
}

func (w *writer) key(name string, key crypto.Signer) string {
	encoded, err := KeyPEM(key)
	w.fail(err)
	return w.file(name+".key", encoded, 0o600)
}

// keys are a private key and its public one.
func (w *writer) keys(name string) (private, public string) {
	key, err := NewKey()
	if err != nil {
		w.fail(err)
		return "", ""
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	w.fail(err)
	return w.key(name, key), w.file(name+".pub", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), 0o600)
}

func (w *writer) file(name string, content []byte, mode os.FileMode) string {
	path := filepath.Join(w.directory, name)
	if w.err == nil {
		w.fail(os.WriteFile(path, content, mode))
	}
	return path
}

func (w *writer) fail(err error) {
	if w.err == nil && err != nil {
		w.err = fmt.Errorf("unable to write keys and certificates for the control plane: %w", err)
	}
}

// CertificatePEM encodes a certificate.
func CertificatePEM(certificate *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})
}

// KeyPEM encodes a private key as PKCS#8, the only form that Java's key factories read for elliptic curves.
func KeyPEM(key crypto.Signer) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}

// ClientKeyPEM encodes the key of a client as kubectl and k3s do, SEC1: fabric8 takes an elliptic curve's PKCS#8 for RSA.
func ClientKeyPEM(pair *Pair) ([]byte, error) {
	encoded, err := keyutil.MarshalPrivateKeyToPEM(pair.Key)
	if err != nil {
		return nil, fmt.Errorf("unable to encode the key for %q: %w", pair.Certificate.Subject.CommonName, err)
	}
	return encoded, nil
}
