//go:build unix

package programtest

import (
	"crypto/x509/pkix"
	"slices"
	"syscall"
	"testing"
	"time"

	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// own are objects that k3s makes itself, and how to look for them.
func (s *server) own(t *testing.T) map[string]error {
	t.Helper()
	rbac, core := s.client.RbacV1(), s.client.CoreV1()
	_, role := rbac.ClusterRoles().Get(t.Context(), "system:k3s-controller", metav1.GetOptions{})
	_, binding := rbac.ClusterRoleBindings().Get(t.Context(), "system:k3s-controller", metav1.GetOptions{})
	_, admin := rbac.ClusterRoleBindings().Get(t.Context(), "kube-apiserver-kubelet-admin", metav1.GetOptions{})
	_, secret := core.Secrets("kube-system").Get(t.Context(), "k3s-serving", metav1.GetOptions{})
	_, dns := core.ConfigMaps("kube-system").Get(t.Context(), "cluster-dns", metav1.GetOptions{})
	_, class := s.client.NodeV1().RuntimeClasses().Get(t.Context(), "nvidia", metav1.GetOptions{})
	own := map[string]error{
		"role": role, "binding": binding, "admin's binding": admin, "serving certificate": secret, "DNS": dns, "runtime": class,
	}
	for group, resources := range map[string][]string{
		"k3s.cattle.io": {"addons", "etcdsnapshotfiles"}, "helm.cattle.io": {"helmcharts", "helmchartconfigs"},
	} {
		for _, resource := range resources {
			own[resource] = s.client.Discovery().RESTClient().Get().AbsPath("/apis/" + group + "/v1/" + resource).Do(t.Context()).Error()
		}
	}
	return own
}

func (s *server) expectNoneOwn(t *testing.T) {
	t.Helper()
	for what, err := range s.own(t) {
		if !apierrors.IsNotFound(err) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func (s *server) awaitOwn(t *testing.T) {
	t.Helper()
	s.program.waitSaid(t, "k3s's own objects are there")
	for what, err := range s.own(t) {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// missing is what controllers make that have not begun, and what they fill.
func (s *server) missing(t *testing.T) (missing []string) {
	t.Helper()
	if _, err := s.client.CoreV1().ServiceAccounts("default").Get(t.Context(), "default", metav1.GetOptions{}); apierrors.IsNotFound(err) {
		missing = append(missing, "ServiceAccount")
	}
	if _, err := s.client.CoreV1().ConfigMaps("default").Get(t.Context(), "kube-root-ca.crt", metav1.GetOptions{}); apierrors.IsNotFound(err) {
		missing = append(missing, "root CA")
	}
	if role, err := s.client.RbacV1().ClusterRoles().Get(t.Context(), "view", metav1.GetOptions{}); err == nil && len(role.Rules) == 0 {
		missing = append(missing, "aggregated rules")
	}
	request, err := s.client.CertificatesV1().CertificateSigningRequests().Get(t.Context(), "early", metav1.GetOptions{})
	if err == nil && len(request.Status.Certificate) == 0 {
		missing = append(missing, "certificate")
	}
	return missing
}

func TestReadyBeforeItWorks(t *testing.T) {
	t.Parallel()
	p := launchServerIn(t, nil)
	s := connect(t, p, p.path("etc", "rancher", "k3s", "k3s.yaml"))
	s.checkReady(t)
	approvedRequest(t, s.client, "early", pkix.Name{CommonName: "early"}, ofUser)
	if want, got := []string{"ServiceAccount", "root CA", "aggregated rules", "certificate"}, s.missing(t); !slices.Equal(got, want) {
		t.Errorf("missing at first: %v", got)
	}
	s.expectNoneOwn(t)
	eventually(t, "the work of controllers", func() bool { return len(s.missing(t)) == 0 })
	s.awaitOwn(t)
	s.expectOneByOne(t)
}

// expectOneByOne looks at two objects far from each other in the list.
func (s *server) expectOneByOne(t *testing.T) {
	t.Helper()
	dns, err1 := s.client.CoreV1().ConfigMaps("kube-system").Get(t.Context(), "cluster-dns", metav1.GetOptions{})
	last, err2 := s.client.NodeV1().RuntimeClasses().Get(t.Context(), "wasmtime", metav1.GetOptions{})
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if apart := last.CreationTimestamp.Sub(dns.CreationTimestamp.Time); apart < time.Second {
		t.Errorf("the last object came %s after an early one", apart)
	}
}

// TestOwnObjectsOnSignal has them wait. A namesake that a user made before is k3s's afterwards, as with k3s.
func TestOwnObjectsOnSignal(t *testing.T) {
	t.Parallel()
	p := launchServerIn(t, []string{"K3S_STAND_IN_PACE=quick", "K3S_STAND_IN_BELONGINGS=on-signal"}, "--disable=runtimes")
	s := connect(t, p, p.path("etc", "rancher", "k3s", "k3s.yaml"))
	s.expectNoneOwn(t)
	_, err := s.client.RbacV1().ClusterRoles().Create(t.Context(), &rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: "system:k3s-controller"}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p.Signal(t, syscall.SIGUSR1)
	p.waitSaid(t, "k3s's own objects are there")
	for what, err := range s.own(t) {
		if what == "runtime" && !apierrors.IsNotFound(err) || what != "runtime" && err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	role, err := s.client.RbacV1().ClusterRoles().Get(t.Context(), "system:k3s-controller", metav1.GetOptions{})
	if err != nil || len(role.Rules) != 4 || role.Labels["objectset.rio.cattle.io/hash"] == "" {
		t.Errorf("role is %v, %v", role, err)
	}
	dns, err := s.client.CoreV1().ConfigMaps("kube-system").Get(t.Context(), "cluster-dns", metav1.GetOptions{})
	if err != nil || dns.Data["clusterDNS"] != "10.43.0.10" || dns.Data["clusterDomain"] != "cluster.local" {
		t.Errorf("DNS is %v, %v", dns, err)
	}
	secret, err := s.client.CoreV1().Secrets("kube-system").Get(t.Context(), "k3s-serving", metav1.GetOptions{})
	if err != nil || len(certificates(t, secret.Data["tls.crt"])) != 2 {
		t.Errorf("serving certificate is %v, %v", secret, err)
	}
	p.stop(t, syscall.SIGTERM)
}
