//go:build unix

package programtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOptionsThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		arguments []string
		message   string
	}{
		{[]string{"--no-such-option"}, "no-such-option"},
		{[]string{"stray"}, `unexpected argument "stray"`},
		{[]string{"--anonymous-auth=perhaps"}, "anonymous-auth"},
		{[]string{"--tls-san", "not a name"}, "neither an IP address nor a DNS name"},
		{[]string{"--cluster-signing-duration", "1s"}, "less than 10m"},
		{[]string{"--cluster-signing-duration", "soon"}, "soon"},
		{[]string{"--audit-policy-file", "/no/such/file"}, "/no/such/file"},
		{[]string{"--v", "-1"}, "from 0 to 10"},
		{[]string{"--apiserver-arg", "etcd-servers=http://elsewhere"}, "etcd-servers"},
		{[]string{"--apiserver-arg", "max-request-inflight=1"}, "did you mean max-requests-inflight?"},
		{[]string{"--apiserver-arg", "feature-gates=NoSuchFeature=true"}, "NoSuchFeature"},
		{[]string{"--apiserver-arg", "enable-admission-plugins=NoSuchPlugin"}, "NoSuchPlugin"},
		{[]string{"--apiserver-arg", "service-cluster-ip-range=nonsense"}, "service-cluster-ip-range"},
	} {
		t.Run(strings.Join(test.arguments, " "), func(t *testing.T) {
			p := launch(t, test.arguments...)
			m := p.line(t)
			if m.Status != "error" || m.Part != "options" || !strings.Contains(m.Message, test.message) {
				t.Errorf("line is %+v", m)
			}
			if code := p.exit(t, patience); code != 2 {
				t.Errorf("exit code is %d", code)
			}
			if !strings.Contains(p.Stderr.String(), test.message) {
				t.Errorf("standard error is %q", p.Stderr.String())
			}
			expectEmpty(t, p)
		})
	}
}

func TestPartsThatFail(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, part, message string
		arguments           []string
	}{
		{"directory below a file", "data-directory", "unable to make the data directory", []string{"--data-dir", filepath.Join(file, "below")}},
		{"directory that cannot be written", "data-directory", "unable to", []string{"--data-dir", "/proc/data"}},
		{"directory of somebody else", "data-directory", "was not made by this program", []string{"--data-dir", filepath.Dir(file)}},
		{"admission without its file", "apiserver", "/no/such/file", []string{"--apiserver-arg", "admission-control-config-file=/no/such/file"}},
		{"audit policy that is none", "apiserver", "audit", []string{"--audit-policy-file", file}},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := launch(t, test.arguments...)
			m := p.line(t)
			if m.Status != "error" || m.Part != test.part || !strings.Contains(m.Message, test.message) {
				t.Errorf("line is %+v", m)
			}
			if code := p.exit(t, patience); code != 1 {
				t.Errorf("exit code is %d", code)
			}
			expectEmpty(t, p)
		})
	}
	if !exists(file) {
		t.Error("a directory of somebody else was wiped")
	}
}

func TestADirectoryInUseIsRefused(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "data")
	first := launch(t, "--data-dir", directory)
	ready := first.ready(t)
	second := launch(t, "--data-dir", directory)
	m := second.line(t)
	if m.Part != "data-directory" || m.Message != fmt.Sprintf("data directory in use by pid %d", ready.PID) {
		t.Errorf("line is %+v", m)
	}
	if code := second.exit(t, patience); code != 1 {
		t.Errorf("exit code is %d", code)
	}
	if _, err := clientFor(t, adminConfig(t, ready)).Discovery().ServerVersion(); err != nil {
		t.Errorf("the first program does not work any more: %v", err)
	}
}
