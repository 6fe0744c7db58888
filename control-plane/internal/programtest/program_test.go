//go:build unix

package programtest

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// program is a running one, whose lines are read one by one.
type program struct {
	*process
	stdin io.WriteCloser
	read  int
}

// message is the line that the program prints, whichever it is.
type message struct {
	Status, Part, Message                                  string
	Server, Version, DataDir, Kubeconfig, AdminTokens      string
	ServerCertificateAuthority, ClientCertificateAuthority string
	AuditLog, Log                                          string
	PID                                                    int
	Stages                                                 map[string]int64
}

func launch(t *testing.T, arguments ...string) *program {
	t.Helper()
	return run(t, exec.Command(built("control-plane"), arguments...))
}

func run(t *testing.T, command *exec.Cmd) *program {
	t.Helper()
	if command.Env == nil {
		command.Env = append(os.Environ(), "TMPDIR="+t.TempDir())
	}
	stdin, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	return &program{process: watch(t, command), stdin: stdin}
}

// line is the next line of standard output that says how the start ended.
func (p *program) line(t *testing.T) message {
	t.Helper()
	eventually(t, "a line of the program, or its end", func() bool { return len(p.unread()) > 0 || p.HasExited() })
	lines := p.unread()
	if len(lines) == 0 {
		t.Fatal("the program ended without a word")
	}
	p.read++
	var m message
	if err := json.Unmarshal([]byte(lines[0]), &m); err != nil {
		t.Fatalf("%q: %v", lines[0], err)
	}
	return m
}

// unread leaves out that the program listens: a start that fails sooner does not say so.
func (p *program) unread() []string {
	lines := strings.Split(p.Stdout.String(), "\n")
	ends := slices.DeleteFunc(lines[:len(lines)-1], func(line string) bool { return strings.Contains(line, `"status":"listening"`) })
	return ends[p.read:]
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
	code := p.Exit(t, within)
	for _, line := range p.unread() {
		t.Errorf("one more line: %s", line)
	}
	return code
}

func adminConfig(t *testing.T, m message) *rest.Config {
	t.Helper()
	return readConfig(t, m.Kubeconfig)
}

func readConfig(t *testing.T, kubeconfig string) *rest.Config {
	t.Helper()
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// token is the administrator's, which the file names first.
func (m message) token(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(m.AdminTokens)
	if err != nil {
		t.Fatal(err)
	}
	token, _, _ := strings.Cut(string(content), ",")
	return token
}

func clientFor(t *testing.T, config *rest.Config) kubernetes.Interface {
	t.Helper()
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return client
}
