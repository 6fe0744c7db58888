package apiserver

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/apiserver/pkg/features"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
)

func TestArgumentsThatAreRefused(t *testing.T) {
	for argument, reason := range map[string]string{
		"etcd-servers=http://elsewhere":  "runs its own etcd",
		"--secure-port=6443":             "free port",
		"authorization-mode=AlwaysAllow": "Node,RBAC",
		"anonymous-auth=false":           "use --anonymous-auth",
		"v=4":                            "use --v",
		"feature-gate=X=true":            "did you mean feature-gates?",
		"max-request-inflight=1":         "did you mean max-requests-inflight?",
		"audit-logpath=/x":               "no such argument; if audit-log-path is meant, it cannot be set: the path of the audit log is",
		"Etcd_Servers=http://elsewhere":  "if etcd-servers is meant, it cannot be set: the program runs its own etcd",
		"Event_TTL=1h":                   "did you mean event-ttl?",
		"nothing-like-any-other=1":       "no such argument",
		"max-requests-inflight=many":     "max-requests-inflight=many",
	} {
		if _, err := ParseOptions([]string{argument}); err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v", argument, err)
		}
	}
}

func TestTakenArgumentIsSuggested(t *testing.T) {
	_, err := ParseOptions([]string{"audit-logpath=/x"}, "audit-log-path")
	if err == nil || !strings.Contains(err.Error(), "did you mean audit-log-path?") {
		t.Errorf("%v", err)
	}
}

func TestRefusedArgumentsExistUpstream(t *testing.T) {
	options := newOptions()
	for name := range refused {
		if options.flags.Lookup(name) == nil {
			t.Errorf("kube-apiserver has no --%s", name)
		}
	}
}

func TestArgumentsThatWork(t *testing.T) {
	options, err := ParseOptions([]string{
		"event-ttl=10m", "--max-requests-inflight=7", "service-cluster-ip-range=10.9.0.0/16", "runtime-config=batch/v1=false", "profiling",
		"authorization-config=/etc/authz.yaml",
	})
	if err != nil {
		t.Fatal(err)
	}
	if o := options.upstream; o.EventTTL.Minutes() != 10 || o.GenericServerRunOptions.MaxRequestsInFlight != 7 || o.ServiceClusterIPRanges != "10.9.0.0/16" || !o.Features.EnableProfiling {
		t.Errorf("options are %+v", o)
	}
}

func TestPrivilegedPodsAreForAdmissionUnlessTurnedOff(t *testing.T) {
	for argument, want := range map[string]bool{"profiling": true, "allow-privileged=false": false} {
		options, err := ParseOptions([]string{argument})
		if err != nil {
			t.Fatal(err)
		}
		if options.upstream.AllowPrivileged != want {
			t.Errorf("%s: privileged pods are allowed: %t", argument, !want)
		}
	}
}

func TestNodeRestrictionIsOnUnlessTurnedOff(t *testing.T) {
	for argument, want := range map[string]string{
		"enable-admission-plugins=AlwaysPullImages": "[AlwaysPullImages,NodeRestriction]",
		"disable-admission-plugins=NodeRestriction": "[]",
	} {
		options, err := ParseOptions([]string{argument})
		if err != nil {
			t.Fatal(err)
		}
		if got := options.flags.Lookup("enable-admission-plugins").Value.String(); got != want {
			t.Errorf("%s: plugins are %s", argument, got)
		}
	}
}

func TestSnapshotsOfTheCacheAreOffUnlessTurnedOn(t *testing.T) {
	for argument, want := range map[string]bool{
		"profiling": false,
		"feature-gates=ListFromCacheSnapshot=true":                  true,
		"feature-gates=ListFromCacheSnapshot=false,WatchList=false": false,
	} {
		if _, err := ParseOptions([]string{argument}); err != nil {
			t.Fatal(err)
		}
		if got := utilfeature.DefaultFeatureGate.Enabled(features.ListFromCacheSnapshot); got != want {
			t.Errorf("%s: snapshots are on: %t", argument, got)
		}
	}
}

func TestAuthenticationIsChecked(t *testing.T) {
	for issuer, want := range map[string]string{
		"url: https://id.example.com": "",
		"url: https://id.example.com, discoveryURL: http://id.example.com/discovery": "discoveryURL: Invalid value",
		"url: https://id.example.com, certificateAuthority: none":                    "certificateAuthority: Invalid value",
		"url: https://id.example.com, unknown: 1":                                    "unknown field",
	} {
		file := filepath.Join(t.TempDir(), "authn.yaml")
		content := "apiVersion: apiserver.config.k8s.io/v1alpha1\nkind: AuthenticationConfiguration\n" +
			"jwt: [{issuer: {" + issuer + ", audiences: [a]}, claimMappings: {username: {claim: sub, prefix: \"\"}}}]\n"
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		options, err := ParseOptions([]string{"authentication-config=" + file})
		if err != nil {
			t.Fatal(err)
		}
		if err := options.CheckAuthentication(); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", issuer, err)
		}
	}
}

func TestEdits(t *testing.T) {
	for words, want := range map[[2]string]int{
		{"", ""}: 0, {"abc", ""}: 3, {"", "ab"}: 2, {"kitten", "sitting"}: 3, {"same", "same"}: 0,
	} {
		if got := edits(words[0], words[1]); got != want {
			t.Errorf("%v: %d", words, got)
		}
	}
}
