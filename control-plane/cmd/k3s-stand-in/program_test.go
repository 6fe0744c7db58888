//go:build unix

package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dev.kubeuser/control-plane/internal/programtest"
)

const running = "k3s is up and running"

func TestMain(m *testing.M) {
	os.Exit(programtest.Main(m))
}

// program is a running one. It has neither a standard input nor an environment but what a test gives it, as in a container.
type program struct {
	*programtest.Program
	root string
}

func launch(t *testing.T, arguments ...string) *program {
	t.Helper()
	return launchIn(t, []string{"K3S_STAND_IN_PACE=quick"}, arguments...)
}

func launchIn(t *testing.T, environment []string, arguments ...string) *program {
	t.Helper()
	root := t.TempDir()
	command := exec.Command(programtest.Binary, arguments...)
	command.Env = append(environment, "K3S_STAND_IN_ROOT="+root)
	return &program{Program: programtest.Start(t, command), root: root}
}

// launchServer adds what every server of these tests has: a port that is free.
func launchServer(t *testing.T, arguments ...string) *program {
	t.Helper()
	return launch(t, append(minimal(), arguments...)...)
}

func launchServerIn(t *testing.T, environment []string, arguments ...string) *program {
	t.Helper()
	return launchIn(t, environment, append(minimal(), arguments...)...)
}

func minimal() []string {
	return []string{"server", "--disable-agent", "--https-listen-port=0"}
}

func (p *program) path(elements ...string) string {
	return filepath.Join(append([]string{p.root}, elements...)...)
}

// waitSaid waits for a line of the log.
func (p *program) waitSaid(t *testing.T, words string) {
	t.Helper()
	programtest.Eventually(t, words, func() bool {
		if p.HasExited() {
			t.Fatal("the program ended")
		}
		return strings.Contains(p.Stderr.String(), words)
	})
}

func (p *program) waitRunning(t *testing.T) {
	t.Helper()
	p.waitSaid(t, running)
}

// stop expects what k3s does: it calls its end fatal, whoever asked for it.
func (p *program) stop(t *testing.T, signal syscall.Signal) {
	t.Helper()
	p.Signal(t, signal)
	if code := p.Exit(t, programtest.Promise); code != 1 {
		t.Errorf("exit code is %d after %v", code, signal)
	}
	if last := p.lastLine(); !strings.Contains(last, "level=fatal") {
		t.Errorf("last line is %s", last)
	}
}

func (p *program) lastLine() string {
	lines := strings.Split(strings.TrimSpace(p.Stderr.String()), "\n")
	return lines[len(lines)-1]
}
