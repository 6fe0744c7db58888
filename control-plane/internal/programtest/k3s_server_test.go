//go:build unix

package programtest

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

// server is a running program as the reader of its kubeconfig sees it.
type server struct {
	program *standIn
	config  *clientcmdapi.Config
	client  kubernetes.Interface
	audit   string
}

func connect(t *testing.T, p *standIn, kubeconfig string) *server {
	t.Helper()
	p.waitRunning(t)
	config, err := clientcmd.LoadFromFile(kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	restConfig, err := clientcmd.NewDefaultClientConfig(*config, nil).ClientConfig()
	if err != nil {
		t.Fatal(err)
	}
	client, err := kubernetes.NewForConfig(restConfig)
	if err != nil {
		t.Fatal(err)
	}
	return &server{program: p, config: config, client: client}
}

func (s *server) cluster() *clientcmdapi.Cluster { return s.config.Clusters["default"] }

func (s *server) user() *clientcmdapi.AuthInfo { return s.config.AuthInfos["default"] }

// TestStandInServer has one server for all checks that leave it as it was for the others.
func TestStandInServer(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	policy := filepath.Join(directory, "policy.yaml")
	rules := "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n  namespaces: [audited]\n- level: None\n"
	if err := os.WriteFile(policy, []byte(rules), 0o600); err != nil {
		t.Fatal(err)
	}
	audit := filepath.Join(directory, "logs", "audit.log")
	p := launchServer(t,
		"--tls-san=one.example.test", "--tls-san", "two.example.test,192.0.2.7", "--disable=traefik,servicelb", "--disable", "coredns",
		"--kube-apiserver-arg=audit-log-path="+audit, "--kube-apiserver-arg", "audit-policy-file="+policy,
		"--kube-apiserver-arg=enable-admission-plugins=AlwaysPullImages,NamespaceExists", "--kube-apiserver-arg=runtime-config=batch/v1=false",
		"--kube-controller-manager-arg=cluster-signing-duration=5h",
		"--kube-controller-manager-arg=cluster-signing-duration=12h", "--kube-controller-manager-arg=allocate-node-cidrs=false",
		"--kube-controller-manager-arg=kube-api-qps=500", "--kube-controller-manager-arg=kube-api-burst=1000",
		"--disable-network-policy", "--disable-helm-controller", "--disable-cloud-controller", "--disable-kube-proxy", "--disable-scheduler",
		"--flannel-backend=none", "--egress-selector-mode=disabled")
	s := connect(t, p, p.path("etc", "rancher", "k3s", "k3s.yaml"))
	s.audit = audit
	for name, check := range map[string]func(*testing.T){
		"kubeconfig":                 s.checkKubeconfig,
		"authorities":                s.checkAuthorities,
		"ready":                      s.checkReady,
		"anonymous is refused":       func(t *testing.T) { s.checkAnonymous(t, http.StatusUnauthorized) },
		"certificates":               s.checkCertificates,
		"names of the server":        s.checkNames,
		"all addresses":              s.checkAddresses,
		"audit log":                  s.checkAudit,
		"tokens":                     s.checkTokens,
		"bootstrap tokens":           s.checkBootstrapTokens,
		"paths of k3s itself":        s.checkOwnPaths,
		"argument of the API server": s.checkArgument,
	} {
		t.Run(name, check)
	}
	p.stop(t, syscall.SIGTERM)
	s.checkOutput(t)
}

func TestOtherOptionsOfTheStandIn(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	p := launchServer(t, "--data-dir", filepath.Join(directory, "data"),
		"--kube-apiserver-arg", "anonymous-auth=false", "--kube-apiserver-arg", "anonymous-auth=true")
	s := connect(t, p, p.path("etc", "rancher", "k3s", "k3s.yaml"))
	s.checkAnonymous(t, http.StatusOK)
	if _, err := os.Stat(filepath.Join(directory, "data", "server", "tls", "server-ca.crt")); err != nil {
		t.Error(err)
	}
	expectNoAuditLog(t, directory)
	p.stop(t, syscall.SIGINT)
}

// TestFilesForAccess: k3s leaves to them what they may say, who is anonymous and who decides.
func TestFilesForAccess(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	authentication, authorization := filepath.Join(directory, "authentication.yaml"), filepath.Join(directory, "authorization.yaml")
	for file, content := range map[string]string{
		authentication: "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n" +
			"anonymous:\n  enabled: true\n  conditions:\n  - path: /readyz\n",
		authorization: "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\n" +
			"authorizers:\n- {type: RBAC, name: rbac}\n",
	} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := launchServer(t, "--kube-apiserver-arg=authentication-config="+authentication, "--kube-apiserver-arg=authorization-config="+authorization)
	s := connect(t, p, p.path("etc", "rancher", "k3s", "k3s.yaml"))
	for path, want := range map[string]int{"/readyz": http.StatusOK, "/version": http.StatusUnauthorized} {
		s.expectAnonymous(t, path, want)
	}
	for _, file := range []string{"authentication-config", "authorization-config"} {
		if !strings.Contains(p.Stderr.String(), "due to user-provided '"+file+"' file") {
			t.Errorf("nothing is said of %s", file)
		}
	}
}

// TestStandInStartsAgain is about a container that is stopped and started: its files are still there.
func TestStandInStartsAgain(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	kept := filepath.Join(directory, "server", "audit-policy.yaml")
	if err := os.MkdirAll(filepath.Dir(kept), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kept, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		p := launchServer(t, "--data-dir", directory)
		s := connect(t, p, p.path("etc", "rancher", "k3s", "k3s.yaml"))
		s.checkReady(t)
		p.stop(t, syscall.SIGTERM)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Errorf("a file of somebody else was removed: %v", err)
	}
}

func (s *server) checkKubeconfig(t *testing.T) {
	if s.config.CurrentContext != "default" || s.config.Contexts["default"].Cluster != "default" || s.config.Contexts["default"].AuthInfo != "default" {
		t.Errorf("contexts are %v, current is %s", s.config.Contexts, s.config.CurrentContext)
	}
	if !regexp.MustCompile(`^https://127\.0\.0\.1:\d+$`).MatchString(s.cluster().Server) {
		t.Errorf("server is %s", s.cluster().Server)
	}
	expectMode(t, s.program.path("etc", "rancher", "k3s", "k3s.yaml"), 0o600)
	if block, _ := pem.Decode(s.user().ClientKeyData); block == nil || block.Type != "EC PRIVATE KEY" {
		t.Error("the key is not in SEC1 form")
	} else if _, err := x509.ParseECPrivateKey(block.Bytes); err != nil {
		t.Error(err)
	}
	chain := certificates(t, s.user().ClientCertificateData)
	if admin := chain[0].Subject; admin.CommonName != "system:admin" || !slices.Equal(admin.Organization, []string{"system:masters"}) {
		t.Errorf("administrator is %v", admin)
	}
	if len(chain) != 2 || chain[0].CheckSignatureFrom(chain[1]) != nil {
		t.Errorf("the administrator's certificate comes in a chain of %d", len(chain))
	}
}

func (s *server) checkAuthorities(t *testing.T) {
	keys := map[string]bool{}
	for _, name := range []string{"server", "client", "request-header"} {
		content, err := os.ReadFile(s.program.path("var", "lib", "rancher", "k3s", "server", "tls", name+"-ca.crt"))
		if err != nil {
			t.Fatal(err)
		}
		authority := certificates(t, content)[0]
		if !regexp.MustCompile(`^k3s-` + name + `-ca@\d+$`).MatchString(authority.Subject.CommonName) {
			t.Errorf("%s authority is called %s", name, authority.Subject.CommonName)
		}
		if name == "server" && !bytes.Equal(content, s.cluster().CertificateAuthorityData) {
			t.Error("the authority in the kubeconfig is not the server's")
		}
		keys[string(authority.RawSubjectPublicKeyInfo)] = true
	}
	if len(keys) != 3 {
		t.Errorf("three authorities have %d keys", len(keys))
	}
}

func (s *server) checkReady(t *testing.T) {
	if _, err := s.client.CoreV1().RESTClient().Get().AbsPath("/readyz").DoRaw(t.Context()); err != nil {
		t.Error(err)
	}
	if version, err := s.client.Discovery().ServerVersion(); err != nil || version.GitVersion != kubernetesVersion+"+k3s1-stand-in" || version.Minor != kubernetesMinor() {
		t.Errorf("version is %v, %v", version, err)
	}
	if review, err := s.client.AuthenticationV1().SelfSubjectReviews().Create(t.Context(), &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{}); err != nil || review.Status.UserInfo.Username != "system:admin" {
		t.Errorf("administrator is %v, %v", review, err)
	}
}

func (s *server) tls(t *testing.T, name string) *tls.Config {
	t.Helper()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(s.cluster().CertificateAuthorityData) {
		t.Fatal("the kubeconfig has no authority")
	}
	return &tls.Config{RootCAs: pool, ServerName: name}
}

func (s *server) port(t *testing.T) string {
	t.Helper()
	address, err := url.Parse(s.cluster().Server)
	if err != nil {
		t.Fatal(err)
	}
	return address.Port()
}

func (s *server) checkAnonymous(t *testing.T, want int) {
	t.Helper()
	for _, path := range []string{"/healthz", "/readyz", "/version"} {
		s.expectAnonymous(t, path, want)
	}
}

func (s *server) expectAnonymous(t *testing.T, path string, want int) {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: s.tls(t, "")}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport}).Get(s.cluster().Server + path)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != want {
		t.Errorf("%s is %d", path, response.StatusCode)
	}
}

// checkCertificates goes the way of a user: key, request, approval, certificate.
func (s *server) checkCertificates(t *testing.T) {
	approvedRequest(t, s.client, "alice", pkix.Name{CommonName: "alice"}, ofUser)
	certificate := certificates(t, issued(t, s.client, "alice"))[0]
	if !strings.HasPrefix(certificate.Issuer.CommonName, "k3s-client-ca@") {
		t.Errorf("issuer is %v", certificate.Issuer)
	}
	if life := certificate.NotAfter.Sub(certificate.NotBefore); life != 12*time.Hour {
		t.Errorf("the certificate lives for %s", life)
	}
}

// ofUser is what a user asks for.
var ofUser = certificatesv1.CertificateSigningRequestSpec{
	SignerName: certificatesv1.KubeAPIServerClientSignerName, Usages: []certificatesv1.KeyUsage{certificatesv1.UsageClientAuth},
}

func (s *server) checkNames(t *testing.T) {
	hostname, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "localhost", "127.0.0.1",
		"one.example.test", "two.example.test", "192.0.2.7", "10.43.0.1", hostname,
	} {
		connection, err := tls.Dial("tcp", "127.0.0.1:"+s.port(t), s.tls(t, name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		_ = connection.Close()
	}
}

// checkAddresses dials an address that only a server on all of them answers at.
func (s *server) checkAddresses(t *testing.T) {
	connection, err := tls.Dial("tcp", "127.0.0.2:"+s.port(t), s.tls(t, "kubernetes"))
	if err != nil {
		t.Fatal(err)
	}
	_ = connection.Close()
}

func (s *server) checkAudit(t *testing.T) {
	for _, namespace := range []string{"ignored", "audited"} {
		if _, err := s.client.CoreV1().ConfigMaps(namespace).List(t.Context(), metav1.ListOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	var content []byte
	eventually(t, "an audit event", func() bool {
		content, _ = os.ReadFile(s.audit)
		return bytes.Contains(content, []byte(`"namespace":"audited"`))
	})
	if bytes.Contains(content, []byte(`"namespace":"ignored"`)) {
		t.Error("the audit policy is not the one that was given")
	}
}

func (s *server) checkTokens(t *testing.T) {
	token, err := s.client.CoreV1().ServiceAccounts("default").CreateToken(t.Context(), "default", &authenticationv1.TokenRequest{}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"https://kubernetes.default.svc.cluster.local", "k3s"}; !slices.Equal(token.Spec.Audiences, want) {
		t.Errorf("audiences are %v", token.Spec.Audiences)
	}
}

// checkBootstrapTokens has a Secret with a token that is valid.
func (s *server) checkBootstrapTokens(t *testing.T) {
	secrets := s.client.CoreV1().Secrets("kube-system")
	_, err := secrets.Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "bootstrap-token-abcdef"},
		Type:       corev1.SecretTypeBootstrapToken,
		StringData: map[string]string{
			"token-id": "abcdef", "token-secret": "0123456789abcdef", "usage-bootstrap-authentication": "true",
		},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	bearer := &rest.Config{
		Host: s.cluster().Server, BearerToken: "abcdef.0123456789abcdef", TLSClientConfig: rest.TLSClientConfig{CAData: s.cluster().CertificateAuthorityData},
	}
	client, err := kubernetes.NewForConfig(bearer)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the token being known", func() bool {
		review, err := client.AuthenticationV1().SelfSubjectReviews().Create(t.Context(), &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
		return err == nil && review.Status.UserInfo.Username == "system:bootstrap:abcdef"
	})
}

// checkOwnPaths asks with no credential and with the administrator's.
func (s *server) checkOwnPaths(t *testing.T) {
	certificate, err := tls.X509KeyPair(s.user().ClientCertificateData, s.user().ClientKeyData)
	if err != nil {
		t.Fatal(err)
	}
	for _, certificates := range [][]tls.Certificate{nil, {certificate}} {
		config := s.tls(t, "")
		config.Certificates = certificates
		transport := &http.Transport{TLSClientConfig: config}
		defer transport.CloseIdleConnections()
		for path, want := range map[string]int{"/ping": 200, "/cacerts": 200, "/static/charts/": 200, "/static/charts": 301, "/v1-k3s/config": 403} {
			client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			response, err := client.Get(s.cluster().Server + path)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode != want || response.Header.Get("Audit-Id") != "" {
				t.Errorf("%s is %d, with %v", path, response.StatusCode, response.Header)
			}
		}
	}
}

func (s *server) checkArgument(t *testing.T) {
	if _, err := s.client.BatchV1().Jobs("default").List(t.Context(), metav1.ListOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("batch/v1 was turned off: %v", err)
	}
}

func (s *server) checkOutput(t *testing.T) {
	if stdout := s.program.Stdout.String(); stdout != "" {
		t.Errorf("standard output is %q", stdout)
	}
	if stderr := s.program.Stderr.String(); strings.Contains(stderr, "PRIVATE KEY") || strings.Count(stderr, "\n") > 20 {
		t.Errorf("standard error is\n%s", stderr)
	}
}

func certificates(t *testing.T, content []byte) (parsed []*x509.Certificate) {
	t.Helper()
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, certificate)
	}
	if len(parsed) == 0 {
		t.Fatal("there is no certificate")
	}
	return parsed
}

func expectMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode(); got != want {
		t.Errorf("%s has mode %v", path, got)
	}
}

// expectNoAuditLog: k3s records nothing that nobody asked for.
func expectNoAuditLog(t *testing.T, directory string) {
	t.Helper()
	err := filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.Contains(entry.Name(), "audit") {
			err = fmt.Errorf("there is %s", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
