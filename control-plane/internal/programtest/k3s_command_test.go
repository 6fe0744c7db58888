//go:build unix

package programtest

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestCommandLinesThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		arguments []string
		message   string
	}{
		{[]string{}, "has the command server only"},
		{[]string{"agent"}, `has the command server only, not [\"agent\"]`},
		{[]string{"server"}, "give --disable-agent"},
		{[]string{"server", "--disable-agent=false"}, "give --disable-agent"},
		{[]string{"server", "--foo"}, "flag provided but not defined: -foo"},
		{[]string{"--foo", "server"}, "has the command server only"},
		{[]string{"server", "--disable-agent", "stray"}, "unexpected argument"},
		{[]string{"server", "--disable-agent", "--tls-san"}, "flag needs an argument: -tls-san"},
		{[]string{"server", "--disable-agent", "--https-listen-port=many"}, "https-listen-port"},
		{[]string{"server", "--disable-agent", "--kube-apiserver-arg=etcd-servers=x"}, "unable to take etcd-servers for kube-apiserver"},
		{[]string{"server", "--disable-agent", "--kube-apiserver-arg=anonymous-auth=perhaps"}, "anonymous-auth=perhaps"},
		{[]string{"server", "--disable-agent", "--kube-apiserver-arg=no-such=x"}, "no such argument"},
		{[]string{"server", "--disable-agent", "--kube-controller-manager-arg=cluster-signing-duration=soon"}, "cluster-signing-duration=soon"},
		{[]string{"server", "--disable-agent", "--kube-controller-manager-arg=controllers=*"}, "unable to take controllers for kube-controller-manager"},
		{[]string{"server", "--disable-agent", "--https-listen-port=0", "--kube-apiserver-arg=audit-policy-file=/no/such"}, "/no/such"},
		{[]string{"server", "--disable-agent", "--https-listen-port=0", "--kube-apiserver-arg=authorization-config=/no/such"}, "/no/such"},
		{[]string{"server", "--disable-agent", "--https-listen-port=0", "--kube-apiserver-arg=authorization-config=/no/such", "--kube-apiserver-arg=authorization-mode=RBAC"}, "authorization-mode"},
	} {
		t.Run(strings.Join(test.arguments, " "), func(t *testing.T) {
			p := launchStandIn(t, test.arguments...)
			if code := p.Exit(t, patience); code != 1 {
				t.Errorf("exit code is %d", code)
			}
			if last := p.lastLine(); !strings.Contains(last, "level=fatal") || !strings.Contains(last, test.message) {
				t.Errorf("last line is %s", last)
			}
		})
	}
}

func TestEnvironmentsThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, variable := range []string{"K3S_STAND_IN_PACE=slow", "K3S_STAND_IN_BELONGINGS=never"} {
		p := launchServerIn(t, []string{variable})
		if code := p.Exit(t, patience); code != 1 || !strings.Contains(p.lastLine(), variable) {
			t.Errorf("%s: exit code %d, last line %s", variable, code, p.lastLine())
		}
	}
}

// TestStandInStopsWhileStarting counts from the first line: before it, on a busy machine, the program may not handle signals yet.
func TestStandInStopsWhileStarting(t *testing.T) {
	t.Parallel()
	for _, delay := range []time.Duration{0, 200, 400} {
		p := launchServer(t)
		p.waitSaid(t, "Starting k3s")
		time.Sleep(delay * time.Millisecond)
		p.stop(t, syscall.SIGTERM)
	}
}
