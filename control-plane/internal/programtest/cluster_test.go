//go:build unix

package programtest

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	authenticationv1 "k8s.io/api/authentication/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	auditv1 "k8s.io/apiserver/pkg/apis/audit/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/retry"
)

// cluster is one control plane and its administrator.
type cluster struct {
	message
	program *program
	config  *rest.Config
	client  kubernetes.Interface
}

func start(t *testing.T, arguments ...string) *cluster {
	t.Helper()
	p := launch(t, arguments...)
	c := &cluster{message: p.ready(t), program: p}
	c.config = adminConfig(t, c.message)
	c.client = clientFor(t, c.config)
	return c
}

// TestCluster has one control plane for all checks that leave it as it was for the others.
func TestCluster(t *testing.T) {
	t.Parallel()
	c := start(t, "--tls-san", "api.example.test,192.0.2.7", "--tls-san", "*.example.test",
		"--cluster-signing-duration", "12h", "--apiserver-arg", "runtime-config=batch/v1=false")
	for name, check := range map[string]func(*testing.T){
		"ready line":                 c.checkReadyLine,
		"ready means ready":          c.checkReady,
		"version":                    c.checkVersion,
		"names of the server":        c.checkNames,
		"anonymous":                  func(t *testing.T) { c.checkAnonymous(t, http.StatusOK) },
		"certificates":               c.checkCertificates,
		"service account tokens":     c.checkTokens,
		"the administrator's token":  c.checkAdminToken,
		"root CA":                    c.checkRootCA,
		"audit log":                  c.checkAudit,
		"argument of the API server": c.checkArgument,
		"OpenAPI":                    c.checkOpenAPI,
		"namespaces go":              c.checkNamespaces,
		"garbage goes":               c.checkGarbage,
	} {
		t.Run(name, check)
	}
	t.Run("quiet log without keys", c.checkLog)
}

func TestOtherOptions(t *testing.T) {
	t.Parallel()
	policy := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(policy, []byte("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: None\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	deep := filepath.Join(t.TempDir(), strings.Repeat("deep", 30), "data")
	tokens := filepath.Join(t.TempDir(), "tokens.csv")
	if err := os.WriteFile(tokens, []byte("secret,alice,,developers\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := start(t, "--anonymous-auth=false", "--audit-policy-file", policy, "--data-dir", deep, "--apiserver-arg", "token-auth-file="+tokens)
	if c.DataDir != deep {
		t.Errorf("data directory is %s", c.DataDir)
	}
	c.checkTokensOfUser(t)
	c.checkAnonymous(t, http.StatusUnauthorized)
	content, err := os.ReadFile(c.AuditLog)
	if err != nil || len(content) > 0 {
		t.Errorf("an audit policy of None logs %q, %v", content, err)
	}
}

// TestNobodySignsForUsers has a kubelet's request signed that came later: by then the user's would have been.
func TestNobodySignsForUsers(t *testing.T) {
	t.Parallel()
	c := start(t, "--sign-client-certificates=false")
	approvedRequest(t, c.client, "user", pkix.Name{CommonName: "alice"}, certificatesv1.CertificateSigningRequestSpec{
		SignerName: certificatesv1.KubeAPIServerClientSignerName,
		Usages:     []certificatesv1.KeyUsage{certificatesv1.UsageClientAuth},
	})
	kubelet := pkix.Name{CommonName: "system:node:one", Organization: []string{"system:nodes"}}
	approvedRequest(t, c.client, "kubelet", kubelet, certificatesv1.CertificateSigningRequestSpec{
		SignerName: certificatesv1.KubeAPIServerClientKubeletSignerName,
		Usages:     []certificatesv1.KeyUsage{certificatesv1.UsageDigitalSignature, certificatesv1.UsageClientAuth},
	})
	issued(t, c.client, "kubelet")
	request, err := c.client.CertificatesV1().CertificateSigningRequests().Get(t.Context(), "user", metav1.GetOptions{})
	if err != nil || len(request.Status.Certificate) > 0 || len(request.Status.Conditions) != 1 {
		t.Errorf("the request for a user became %+v, %v", request.Status, err)
	}
}

func TestVersionOption(t *testing.T) {
	t.Parallel()
	p := launch(t, "--version")
	if code := p.Exit(t, patience); code != 0 {
		t.Errorf("exit code is %d", code)
	}
	if line := p.Stdout.String(); line != kubernetesVersion+"\n" {
		t.Errorf("version is %q", line)
	}
}

func (c *cluster) checkReadyLine(t *testing.T) {
	if c.Version != kubernetesVersion || c.PID != c.program.Command.Process.Pid || c.Server != c.config.Host {
		t.Errorf("line is %+v", c.message)
	}
	for _, path := range []string{c.Kubeconfig, c.AdminTokens, c.ServerCertificateAuthority, c.ClientCertificateAuthority, c.AuditLog, c.Log} {
		if !filepath.IsAbs(path) || !strings.HasPrefix(path, c.DataDir+"/") || !exists(path) {
			t.Errorf("path is %q", path)
		}
	}
	last := int64(0)
	for _, stage := range []string{"storage", "serving", "rbac", "ready"} {
		if c.Stages[stage] < last || c.Stages[stage] == 0 {
			t.Errorf("stages are %v", c.Stages)
		}
		last = c.Stages[stage]
	}
}

func (c *cluster) checkReady(t *testing.T) {
	if _, err := c.client.CoreV1().RESTClient().Get().AbsPath("/readyz").DoRaw(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := c.client.CoreV1().ServiceAccounts("default").Get(t.Context(), "default", metav1.GetOptions{}); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"admin", "edit", "view"} {
		role, err := c.client.RbacV1().ClusterRoles().Get(t.Context(), name, metav1.GetOptions{})
		if err != nil || len(role.Rules) == 0 {
			t.Errorf("ClusterRole %s: %v", name, err)
		}
	}
	for _, name := range []string{"system-cluster-critical", "system-node-critical"} {
		if _, err := c.client.SchedulingV1().PriorityClasses().Get(t.Context(), name, metav1.GetOptions{}); err != nil {
			t.Error(err)
		}
	}
	requests, err := c.client.CertificatesV1().CertificateSigningRequests().List(t.Context(), metav1.ListOptions{LabelSelector: "!test"})
	if err != nil || slices.ContainsFunc(requests.Items, func(r certificatesv1.CertificateSigningRequest) bool { return strings.Contains(r.Name, "probe") }) {
		t.Errorf("the probe is left: %v, %v", requests, err)
	}
}

func (c *cluster) checkVersion(t *testing.T) {
	version, err := c.client.Discovery().ServerVersion()
	if err != nil {
		t.Fatal(err)
	}
	if version.GitVersion != kubernetesVersion || version.Major != "1" || version.Minor != kubernetesMinor() {
		t.Errorf("version is %+v", version)
	}
}

func (c *cluster) pool(t *testing.T, path string) *x509.CertPool {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(content) {
		t.Fatalf("%s holds no certificate", path)
	}
	return pool
}

func (c *cluster) checkNames(t *testing.T) {
	server, err := url.Parse(c.Server)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "localhost", "127.0.0.1", "::1",
		"api.example.test", "192.0.2.7", "any.example.test",
	} {
		connection, err := tls.Dial("tcp", server.Host, &tls.Config{RootCAs: c.pool(t, c.ServerCertificateAuthority), ServerName: name})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		_ = connection.Close()
	}
	if _, err := tls.Dial("tcp", server.Host, &tls.Config{RootCAs: c.pool(t, c.ClientCertificateAuthority), ServerName: "kubernetes"}); err == nil {
		t.Error("the server's certificate is the client authority's")
	}
}

func (c *cluster) checkAnonymous(t *testing.T, want int) {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: c.pool(t, c.ServerCertificateAuthority)}}
	defer transport.CloseIdleConnections()
	for _, path := range []string{"/healthz", "/readyz", "/version"} {
		response, err := (&http.Client{Transport: transport}).Get(c.Server + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s is %d", path, response.StatusCode)
		}
	}
}

// requestCertificate goes the way of a user: key, request, approval, certificate.
func (c *cluster) requestCertificate(t *testing.T, user string, expiration *int32) (*x509.Certificate, *rest.Config) {
	t.Helper()
	key := approvedRequest(t, c.client, user, pkix.Name{CommonName: user, Organization: []string{"developers", "testers"}}, certificatesv1.CertificateSigningRequestSpec{
		SignerName:        certificatesv1.KubeAPIServerClientSignerName,
		Usages:            []certificatesv1.KeyUsage{certificatesv1.UsageClientAuth},
		ExpirationSeconds: expiration,
	})
	return c.parse(t, issued(t, c.client, user), key)
}

// approvedRequest goes half of it: whether there will be a certificate is up to the signer.
func approvedRequest(t *testing.T, client kubernetes.Interface, name string, subject pkix.Name, spec certificatesv1.CertificateSigningRequestSpec) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: subject}, key)
	if err != nil {
		t.Fatal(err)
	}
	spec.Request = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der})
	requests := client.CertificatesV1().CertificateSigningRequests()
	_, err = requests.Create(t.Context(), &certificatesv1.CertificateSigningRequest{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: spec}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// A kubelet's request is approved by a controller as well.
	err = retry.RetryOnConflict(retry.DefaultRetry, func() error {
		request, err := requests.Get(t.Context(), name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		request.Status.Conditions = []certificatesv1.CertificateSigningRequestCondition{{Type: certificatesv1.CertificateApproved, Status: corev1.ConditionTrue, Reason: "Test"}}
		_, err = requests.UpdateApproval(t.Context(), name, request, metav1.UpdateOptions{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func issued(t *testing.T, client kubernetes.Interface, name string) (certificate []byte) {
	t.Helper()
	eventually(t, "a certificate", func() bool {
		request, err := client.CertificatesV1().CertificateSigningRequests().Get(t.Context(), name, metav1.GetOptions{})
		if err == nil {
			certificate = request.Status.Certificate
		}
		return len(certificate) > 0
	})
	return certificate
}

func (c *cluster) parse(t *testing.T, certificate []byte, key *ecdsa.PrivateKey) (*x509.Certificate, *rest.Config) {
	t.Helper()
	block, _ := pem.Decode(certificate)
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	config := rest.AnonymousClientConfig(c.config)
	config.CertData, config.KeyData = certificate, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	return parsed, config
}

func (c *cluster) checkCertificates(t *testing.T) {
	for _, test := range []struct {
		user       string
		expiration int32
		want       time.Duration
	}{
		// The signer dates certificates back by five minutes, and adds them to lives below eight hours.
		{"short", 3600, time.Hour + 5*time.Minute},
		{"capped", 24 * 3600, 12 * time.Hour},
	} {
		certificate, config := c.requestCertificate(t, test.user, &test.expiration)
		chains, err := certificate.Verify(x509.VerifyOptions{Roots: c.pool(t, c.ClientCertificateAuthority), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
		if err != nil || len(chains) == 0 {
			t.Errorf("%s: %v", test.user, err)
		}
		if life := certificate.NotAfter.Sub(certificate.NotBefore); life != test.want {
			t.Errorf("%s lives for %s", test.user, life)
		}
		groups := slices.Sorted(slices.Values(certificate.Subject.Organization))
		if certificate.Subject.CommonName != test.user || !slices.Equal(groups, []string{"developers", "testers"}) {
			t.Errorf("subject is %v", certificate.Subject)
		}
		expectUser(t, config, test.user, "developers")
	}
}

func expectUser(t *testing.T, config *rest.Config, user, group string) {
	t.Helper()
	review, err := clientFor(t, config).AuthenticationV1().SelfSubjectReviews().Create(t.Context(), &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if info := review.Status.UserInfo; info.Username != user || !slices.Contains(info.Groups, group) {
		t.Errorf("user is %+v", info)
	}
}

func (c *cluster) checkTokens(t *testing.T) {
	token, err := c.client.CoreV1().ServiceAccounts("default").CreateToken(t.Context(), "default", &authenticationv1.TokenRequest{}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	config := rest.AnonymousClientConfig(c.config)
	config.BearerToken = token.Status.Token
	expectUser(t, config, "system:serviceaccount:default:default", "system:serviceaccounts")

	secrets := c.client.CoreV1().Secrets("default")
	_, err = secrets.Create(t.Context(), &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "token", Annotations: map[string]string{corev1.ServiceAccountNameKey: "default"}},
		Type:       corev1.SecretTypeServiceAccountToken,
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "a token in the Secret", func() bool {
		secret, err := secrets.Get(t.Context(), "token", metav1.GetOptions{})
		return err == nil && len(secret.Data[corev1.ServiceAccountTokenKey]) > 0
	})
}

func (c *cluster) checkAdminToken(t *testing.T) {
	config := rest.AnonymousClientConfig(c.config)
	config.BearerToken = c.token(t)
	if config.BearerToken == "" || config.CertData != nil {
		t.Error("the configuration has no token, or a certificate")
	}
	expectUser(t, config, "kubernetes-admin", "system:masters")
	expectUser(t, c.config, "kubernetes-admin", "system:masters")
	config.BearerToken += "X"
	if _, err := clientFor(t, config).Discovery().ServerVersion(); !apierrors.IsUnauthorized(err) {
		t.Errorf("with another token: %v", err)
	}
}

// checkTokensOfUser sees that a file of the user's own keeps its place.
func (c *cluster) checkTokensOfUser(t *testing.T) {
	if c.AdminTokens != "" {
		t.Errorf("the administrator has a token in %s", c.AdminTokens)
	}
	config := rest.AnonymousClientConfig(c.config)
	config.BearerToken = "secret"
	expectUser(t, config, "alice", "developers")
}

func (c *cluster) checkRootCA(t *testing.T) {
	authority, err := os.ReadFile(c.ServerCertificateAuthority)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the ConfigMap kube-root-ca.crt", func() bool {
		published, err := c.client.CoreV1().ConfigMaps("default").Get(t.Context(), "kube-root-ca.crt", metav1.GetOptions{})
		return err == nil && published.Data["ca.crt"] == string(authority)
	})
}

func (c *cluster) checkAudit(t *testing.T) {
	config := rest.AnonymousClientConfig(c.config)
	_, err := clientFor(t, config).CoreV1().Secrets("audited").List(t.Context(), metav1.ListOptions{})
	if !apierrors.IsForbidden(err) {
		t.Fatalf("error is %v", err)
	}
	eventually(t, "an audit event that says forbid", func() bool {
		return slices.ContainsFunc(c.events(t), func(e auditv1.Event) bool {
			return e.User.Username == "system:anonymous" && e.ObjectRef != nil && e.ObjectRef.Namespace == "audited" &&
				e.Annotations["authorization.k8s.io/decision"] == "forbid"
		})
	})
}

func (c *cluster) events(t *testing.T) []auditv1.Event {
	t.Helper()
	file, err := os.Open(c.AuditLog)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	var events []auditv1.Event
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var event auditv1.Event
		if json.Unmarshal(scanner.Bytes(), &event) == nil {
			events = append(events, event)
		}
	}
	return events
}

func (c *cluster) checkArgument(t *testing.T) {
	if _, err := c.client.BatchV1().Jobs("default").List(t.Context(), metav1.ListOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("batch/v1 was turned off: %v", err)
	}
}

func (c *cluster) checkNamespaces(t *testing.T) {
	namespaces := c.client.CoreV1().Namespaces()
	if _, err := namespaces.Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "passing"}}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	content := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "content"}}
	if _, err := c.client.CoreV1().ConfigMaps("passing").Create(t.Context(), content, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := namespaces.Delete(t.Context(), "passing", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the end of a namespace", func() bool {
		_, err := namespaces.Get(t.Context(), "passing", metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
	if _, err := namespaces.Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "passing"}}, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.client.CoreV1().ConfigMaps("passing").Get(t.Context(), "content", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("what was in a deleted namespace is gone: %v", err)
	}
}

func (c *cluster) checkGarbage(t *testing.T) {
	maps := c.client.CoreV1().ConfigMaps("default")
	owner, err := maps.Create(t.Context(), &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "owner"}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	reference := metav1.OwnerReference{APIVersion: "v1", Kind: "ConfigMap", Name: owner.Name, UID: owner.UID}
	owned := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "owned", OwnerReferences: []metav1.OwnerReference{reference}}}
	if _, err := maps.Create(t.Context(), owned, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := maps.Delete(t.Context(), "owner", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the end of an owned object", func() bool {
		_, err := maps.Get(t.Context(), "owned", metav1.GetOptions{})
		return apierrors.IsNotFound(err)
	})
}

func (c *cluster) checkLog(t *testing.T) {
	var content []byte
	// A line may be in the one and on its way to the other.
	eventually(t, "a log that has what standard error got", func() bool {
		var err error
		if content, err = os.ReadFile(c.Log); err != nil {
			t.Fatal(err)
		}
		return string(content) == c.program.Stderr.String()
	})
	if token := c.token(t); strings.Contains(string(content), token) {
		t.Error("the administrator's token is in the log")
	}
	if regexp.MustCompile(`PRIVATE KEY`).Match(content) {
		t.Error("a private key is in the log")
	}
	if lines := strings.Count(string(content), "\n"); lines > 20 {
		t.Errorf("the log has %d lines:\n%s", lines, content)
	}
}
