package main_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	// patience is for everything that has no promise of its own; a loaded machine is slow, not wrong.
	patience = 60 * time.Second
	// promise is how long a stop may take.
	promise = 2 * time.Second

	running = "k3s is up and running"
)

// binary is the program, linked as the one that is shipped.
var binary string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	directory, err := os.MkdirTemp("", "k3s-stand-in-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(directory) }()
	binary = filepath.Join(directory, "k3s")
	if err := build(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func build() error {
	flags, err := os.ReadFile("../../ldflags.txt")
	if err != nil {
		return err
	}
	command := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", strings.TrimSpace(string(flags)), "-o", binary, ".")
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("unable to build the program: %w\n%s", err, output)
	}
	return nil
}

// program is a running one. It has neither a standard input nor an environment, as in a container.
type program struct {
	root           string
	command        *exec.Cmd
	exited         chan struct{}
	stdout, stderr output
}

// output is what was written so far.
type output struct {
	mutex   sync.Mutex
	content strings.Builder
}

func (o *output) Write(bytes []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.content.Write(bytes)
}

func (o *output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.content.String()
}

func launch(t *testing.T, arguments ...string) *program {
	t.Helper()
	p := &program{root: t.TempDir(), command: exec.Command(binary, arguments...), exited: make(chan struct{})}
	p.command.Env = []string{"K3S_STAND_IN_ROOT=" + p.root}
	p.command.Stdout, p.command.Stderr = &p.stdout, &p.stderr
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.command.Wait()
		close(p.exited)
	}()
	t.Cleanup(func() {
		_ = p.command.Process.Kill()
		<-p.exited
		if t.Failed() {
			t.Logf("standard error of the program:\n%s", &p.stderr)
		}
	})
	return p
}

// launchServer adds what every server of these tests has: a port that is free.
func launchServer(t *testing.T, arguments ...string) *program {
	t.Helper()
	return launch(t, append([]string{"server", "--disable-agent", "--https-listen-port=0"}, arguments...)...)
}

func (p *program) path(elements ...string) string {
	return filepath.Join(append([]string{p.root}, elements...)...)
}

func (p *program) waitRunning(t *testing.T) {
	t.Helper()
	eventually(t, running, func() bool {
		select {
		case <-p.exited:
			t.Fatal("the program ended")
		default:
		}
		return strings.Contains(p.stderr.String(), running)
	})
}

func (p *program) exit(t *testing.T, within time.Duration) int {
	t.Helper()
	select {
	case <-p.exited:
	case <-time.After(within):
		t.Fatalf("still running after %s", within)
	}
	return p.command.ProcessState.ExitCode()
}

func (p *program) stop(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := p.command.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	if code := p.exit(t, promise); code != 0 {
		t.Errorf("exit code is %d after %v", code, signal)
	}
}

// eventually waits for what the program does in its own time.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never happened: %s", what)
		}
	}
}
