package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSentences has what a person reads if something is missing: the program says nothing else on standard error.
func TestSentences(t *testing.T) {
	program := filepath.Join(t.TempDir(), "build")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	tests := []struct {
		name, goMod, arguments, sentence string
	}{
		{"unknown minor", "go 1.26.0\n", "-minor=1.3 -platforms=linux-amd64",
			"There is no control plane of Kubernetes 1.3: versions.properties has 1.36, 1.37."},
		{"unknown platform", "go 1.26.0\n", "-minor=1.37 -platforms=linux-s390x",
			"The control plane cannot be built for linux-s390x: set -Dcontrol-plane.platforms to one or more of"},
		{"modules of another release", "go 1.26.0\n\n", "-minor=1.37 -platforms=linux-amd64",
			"go.mod is not that of the default release, Kubernetes v1.37.2: run `go run ./kubernetes-version v1.37.2`"},
		{"old Go", "go 1.99.0\n", "-minor=1.37 -platforms=linux-amd64",
			"go1.99.0 or newer is needed to build the control plane of Kubernetes v1.37.2, `go` on the PATH is go1."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			sources := t.TempDir()
			write(t, sources, "versions/versions.properties", "default=1.37\n\n1.36=v1.36.3\n1.37=v1.37.2\n1.37.k3s=rancher/k3s:v1.37.1-k3s1\n")
			write(t, sources, "versions/1.37/go.mod", test.goMod)
			write(t, sources, "go.mod", "go 1.26.0\n")
			write(t, sources, "tools/none", "")
			command := exec.Command(program, append(strings.Fields(test.arguments), "program")...)
			command.Dir = filepath.Join(sources, "tools")
			command.Env = append(os.Environ(), "GOPROXY=off")
			var stderr strings.Builder
			command.Stderr = &stderr
			if err := command.Run(); err == nil || !strings.Contains(stderr.String(), test.sentence) ||
				strings.Contains(stderr.String(), "\n") || !strings.HasSuffix(stderr.String(), ".") {
				t.Errorf("%v: %s", err, stderr.String())
			}
		})
	}
}

func write(t *testing.T, folder, name, content string) {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
