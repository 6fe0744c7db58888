//go:build unix

// Package programtest has the tests that run the programs of this module, built as they are shipped and watched from outside.
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
	// patience is for everything that has no promise of its own; a loaded machine is slow, not wrong.
	patience = 60 * time.Second
	// stopLimit is how long a stop may take.
	stopLimit = 2 * time.Second
)

// TestMain has the programs built for all tests, which run side by side, and removes them.
func TestMain(m *testing.M) {
	if os.Getenv(strangerVariable) != "" {
		os.Exit(stranger(os.Stdin, os.Stdout))
	}
	directory, err := os.MkdirTemp("", "program-test-")
	if err == nil {
		programs = directory
		err = build()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(directory)
	os.Exit(code)
}

var (
	// module is the directory of this module, and programs that of what was built of it.
	module, programs = filepath.Join("..", ".."), ""
	// kubernetesVersion is that of Kubernetes in the programs, as in v1.35.4.
	kubernetesVersion string
)

// kubernetesMinor is 35 for v1.35.4.
func kubernetesMinor() string {
	return strings.Split(kubernetesVersion, ".")[1]
}

// build makes all programs of the folder cmd as they are shipped.
func build() (err error) {
	kubernetesVersion, err = runGo("list", "-m", "-f", "{{.Version}}", "k8s.io/kubernetes")
	if err != nil {
		return err
	}
	flags, err := os.ReadFile(filepath.Join(module, "ldflags.txt"))
	if err != nil {
		return err
	}
	linked := strings.NewReplacer("${version}", kubernetesVersion, "${minor}", kubernetesMinor()).Replace(strings.TrimSpace(string(flags)))
	_, err = runGo("build", "-trimpath", "-buildvcs=false", "-ldflags", linked, "-o", programs, "./cmd/...")
	return err
}

// built is one of them.
func built(name string) string { return filepath.Join(programs, name) }

// runGo has the same modules and tags as these tests: go passes them on in GOFLAGS.
func runGo(arguments ...string) (string, error) {
	command := exec.Command("go", arguments...)
	command.Dir = module
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	content, err := command.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			content = append(content, exit.Stderr...)
		}
		return "", fmt.Errorf("unable to build the programs by go %s: %w\n%s", arguments[0], err, content)
	}
	return strings.TrimSpace(string(content)), nil
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

// process is a running program.
type process struct {
	Command        *exec.Cmd
	Stdout, Stderr *output
	// Exited is closed when it has ended.
	Exited chan struct{}
}

// watch runs a command and keeps what it writes, unless the command sends that elsewhere. It is killed at the end of the test.
func watch(t *testing.T, command *exec.Cmd) *process {
	t.Helper()
	p := &process{Command: command, Stdout: &output{}, Stderr: &output{}, Exited: make(chan struct{})}
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
func (p *process) Exit(t *testing.T, within time.Duration) int {
	t.Helper()
	select {
	case <-p.Exited:
	case <-time.After(within):
		t.Fatalf("still running after %s", within)
	}
	return p.Command.ProcessState.ExitCode()
}

// HasExited does not wait.
func (p *process) HasExited() bool {
	select {
	case <-p.Exited:
		return true
	default:
		return false
	}
}

// Signal is for a program that runs, or has just ended.
func (p *process) Signal(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := p.Command.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
}

// eventually waits for what a program does in its own time.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never happened: %s", what)
		}
	}
}

// exists tells whether there is a file, a directory or anything else at path.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
