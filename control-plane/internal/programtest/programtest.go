//go:build unix

// Package programtest runs the programs of this module as tests need them: built as they are shipped, and watched from outside.
package programtest

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
	// Patience is for everything that has no promise of its own; a loaded machine is slow, not wrong.
	Patience = 60 * time.Second
	// Promise is how long a stop may take.
	Promise = 2 * time.Second
)

// Binary is the program and Version that of Kubernetes in it, as in v1.35.4, once Main has built it.
var Binary, Version string

// Main builds the program in the current directory, two levels below the module's, and runs the tests.
func Main(m *testing.M) int {
	if os.Getenv(strangerVariable) != "" {
		return stranger(os.Stdin, os.Stdout)
	}
	directory, err := os.MkdirTemp("", "program-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(directory) }()
	Binary = filepath.Join(directory, "program")
	if err := build(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// build has the same modules and tags as these tests: go passes them on in GOFLAGS.
func build() error {
	source, err := os.Getwd()
	if err != nil {
		return err
	}
	module := filepath.Join(source, "..", "..")
	if Version, err = output(module, "list", "-m", "-f", "{{.Version}}", "k8s.io/kubernetes"); err != nil {
		return err
	}
	flags, err := os.ReadFile(filepath.Join(module, "ldflags.txt"))
	if err != nil {
		return err
	}
	linked := strings.NewReplacer("${version}", Version, "${minor}", Minor()).Replace(strings.TrimSpace(string(flags)))
	_, err = output(module, "build", "-trimpath", "-buildvcs=false", "-ldflags", linked, "-o", Binary, source)
	return err
}

// Minor is 35 for v1.35.4.
func Minor() string {
	return strings.Split(Version, ".")[1]
}

func output(directory string, arguments ...string) (string, error) {
	command := exec.Command("go", arguments...)
	command.Dir = directory
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	content, err := command.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			content = append(content, exit.Stderr...)
		}
		return "", fmt.Errorf("unable to build the program by go %s: %w\n%s", arguments[0], err, content)
	}
	return strings.TrimSpace(string(content)), nil
}

// Output is what was written so far.
type Output struct {
	mutex   sync.Mutex
	content strings.Builder
}

func (o *Output) Write(bytes []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.content.Write(bytes)
}

func (o *Output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.content.String()
}

// Program is a running one.
type Program struct {
	Command        *exec.Cmd
	Stdout, Stderr *Output
	// Exited is closed when it has ended.
	Exited chan struct{}
}

// Start runs a command and keeps what it writes, unless the command sends that elsewhere. It is killed at the end of the test.
func Start(t *testing.T, command *exec.Cmd) *Program {
	t.Helper()
	p := &Program{Command: command, Stdout: &Output{}, Stderr: &Output{}, Exited: make(chan struct{})}
	if command.Stdout == nil {
		command.Stdout = p.Stdout
	}
	if command.Stderr == nil {
		command.Stderr = p.Stderr
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = command.Wait()
		close(p.Exited)
	}()
	t.Cleanup(func() {
		_ = command.Process.Kill()
		<-p.Exited
		if t.Failed() {
			t.Logf("standard error of the program:\n%s", p.Stderr)
		}
	})
	return p
}

// Exit waits for the end and returns the exit code.
func (p *Program) Exit(t *testing.T, within time.Duration) int {
	t.Helper()
	select {
	case <-p.Exited:
	case <-time.After(within):
		t.Fatalf("still running after %s", within)
	}
	return p.Command.ProcessState.ExitCode()
}

// HasExited does not wait.
func (p *Program) HasExited() bool {
	select {
	case <-p.Exited:
		return true
	default:
		return false
	}
}

// Signal is for a program that runs, or has just ended.
func (p *Program) Signal(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := p.Command.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
}

// Eventually waits for what a program does in its own time.
func Eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(Patience); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never happened: %s", what)
		}
	}
}

// Exists tells whether there is a file, a directory or anything else at path.
func Exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
