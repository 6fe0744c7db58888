package main_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	// patience is for everything that has no promise of its own; a loaded machine is slow, not wrong.
	patience = 60 * time.Second
	// promise is how long a stop may take.
	promise = 2 * time.Second
)

// binary is the program, built as it is shipped.
var binary string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	directory, err := os.MkdirTemp("", "control-plane-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(directory) }()
	binary = filepath.Join(directory, "control-plane")
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

// program is a running one.
type program struct {
	command *exec.Cmd
	stdin   io.WriteCloser
	lines   chan string
	exited  chan struct{}

	mutex  sync.Mutex
	stderr strings.Builder
}

// message is the line that the program prints, whichever it is.
type message struct {
	Status, Part, Message                                  string
	Server, Version, DataDir, Kubeconfig                   string
	ServerCertificateAuthority, ClientCertificateAuthority string
	AuditLog, Log                                          string
	PID                                                    int
	Stages                                                 map[string]int64
}

func launch(t *testing.T, arguments ...string) *program {
	t.Helper()
	p := &program{command: exec.Command(binary, arguments...), lines: make(chan string, 100), exited: make(chan struct{})}
	p.command.Env = append(os.Environ(), "TMPDIR="+t.TempDir())
	p.command.Stderr = p
	stdin, err1 := p.command.StdinPipe()
	stdout, err2 := p.command.StdoutPipe()
	p.stdin = stdin
	if err := errors.Join(err1, err2, p.command.Start()); err != nil {
		t.Fatal(err)
	}
	go p.read(stdout)
	t.Cleanup(func() {
		_ = p.command.Process.Kill()
		<-p.exited
		if t.Failed() {
			t.Logf("standard error of the program:\n%s", p.log())
		}
	})
	return p
}

func (p *program) read(stdout io.Reader) {
	scanner := bufio.NewScanner(stdout)
	for scanner.Scan() {
		p.lines <- scanner.Text()
	}
	close(p.lines)
	_ = p.command.Wait()
	close(p.exited)
}

func (p *program) Write(bytes []byte) (int, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.stderr.Write(bytes)
}

func (p *program) log() string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.stderr.String()
}

// line is the next line of standard output.
func (p *program) line(t *testing.T) message {
	t.Helper()
	select {
	case line, open := <-p.lines:
		if !open {
			t.Fatal("the program ended without a word")
		}
		var m message
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		return m
	case <-time.After(patience):
		t.Fatal("the program says nothing")
	}
	return message{}
}

func (p *program) ready(t *testing.T) message {
	t.Helper()
	m := p.line(t)
	if m.Status != "ready" {
		t.Fatalf("not ready: %+v", m)
	}
	return m
}

// exit waits for the end, and that nothing more was said.
func (p *program) exit(t *testing.T, within time.Duration) int {
	t.Helper()
	select {
	case <-p.exited:
	case <-time.After(within):
		t.Fatalf("still running after %s", within)
	}
	for line := range p.lines {
		t.Errorf("one more line: %s", line)
	}
	return p.command.ProcessState.ExitCode()
}

func (p *program) signal(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := p.command.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}

func adminConfig(t *testing.T, m message) *rest.Config {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", m.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func clientFor(t *testing.T, config *rest.Config) kubernetes.Interface {
	t.Helper()
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// eventually waits for what a controller does in its own time.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never happened: %s", what)
		}
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
