//go:build unix

package programtest

import (
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

const running = "k3s is up and running"

// standIn is a running one. It has neither a standard input nor an environment but what a test gives it, as in a container.
type standIn struct {
	*process
	root string
}

func launchStandIn(t *testing.T, arguments ...string) *standIn {
	t.Helper()
	return launchStandInIn(t, []string{"K3S_STAND_IN_PACE=quick"}, arguments...)
}

func launchStandInIn(t *testing.T, environment []string, arguments ...string) *standIn {
	t.Helper()
	root := t.TempDir()
	command := exec.Command(built("k3s-stand-in"), arguments...)
	command.Env = append(environment, "K3S_STAND_IN_ROOT="+root)
	return &standIn{process: watch(t, command), root: root}
}

// launchServer adds what every server of these tests has: a port that is free.
func launchServer(t *testing.T, arguments ...string) *standIn {
	t.Helper()
	return launchStandIn(t, append(minimal(), arguments...)...)
}

func launchServerIn(t *testing.T, environment []string, arguments ...string) *standIn {
	t.Helper()
	return launchStandInIn(t, environment, append(minimal(), arguments...)...)
}

func minimal() []string {
	return []string{"server", "--disable-agent", "--https-listen-port=0"}
}

func (p *standIn) path(elements ...string) string {
	return filepath.Join(append([]string{p.root}, elements...)...)
}

// waitSaid waits for a line of the log.
func (p *standIn) waitSaid(t *testing.T, words string) {
	t.Helper()
	eventually(t, words, func() bool {
		if p.HasExited() {
			t.Fatal("the program ended")
		}
		return strings.Contains(p.Stderr.String(), words)
	})
}

func (p *standIn) waitRunning(t *testing.T) {
	t.Helper()
	p.waitSaid(t, running)
}

// stop expects what k3s does: it calls its end fatal, whoever asked for it.
func (p *standIn) stop(t *testing.T, signal syscall.Signal) {
	t.Helper()
	p.Signal(t, signal)
	if code := p.Exit(t, stopLimit); code != 1 {
		t.Errorf("exit code is %d after %v", code, signal)
	}
	if last := p.lastLine(); !strings.Contains(last, "level=fatal") {
		t.Errorf("last line is %s", last)
	}
}

// lastLine is the last one in the form of k3s: goroutines of the API server may write until the process is gone.
func (p *standIn) lastLine() string {
	last := ""
	for line := range strings.Lines(p.Stderr.String()) {
		if strings.HasPrefix(line, "time=") {
			last = strings.TrimSpace(line)
		}
	}
	return last
}
