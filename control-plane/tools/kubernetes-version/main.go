// Writes go.mod and go.sum with which the control plane is built for one release of Kubernetes:
//
//	go run ./kubernetes-version v1.35.4
//
// in the folder tools. They stand in versions/1.35, made from the go.mod of that release, so that the program has the
// modules that the release was tested with, except for those in versions/raised.txt. The release becomes that of its
// minor in versions/versions.properties; go.mod and go.sum beside the sources are those of the default minor.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/version"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

const (
	kubernetes = "k8s.io/kubernetes"
	versions   = "../versions"
	table      = versions + "/versions.properties"
)

func main() {
	if len(os.Args) != 2 || !semver.IsValid(os.Args[1]) || semver.Canonical(os.Args[1]) != os.Args[1] {
		fail(errors.New("name one release of Kubernetes, for example: go run ./kubernetes-version v1.35.4"))
	}
	fail(write(release(os.Args[1])))
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// release is a version of Kubernetes, as in v1.35.4.
type release string

// minor is 1.35 for v1.35.4.
func (r release) minor() string { return strings.TrimPrefix(semver.MajorMinor(string(r)), "v") }

// staging is the version of the modules that Kubernetes publishes with itself: v0.35.4 for v1.35.4.
func (r release) staging() string { return "v0" + strings.TrimPrefix(string(r), "v1") }

func write(r release) error {
	theirs, err := moduleFile(r)
	if err != nil {
		return err
	}
	raised, err := raisedModules(r.minor())
	if err != nil {
		return err
	}
	ours, err := moduleFileFor(r, theirs, raised)
	if err != nil {
		return err
	}
	folder := filepath.Join(versions, r.minor())
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "go.mod"), ours, 0o644); err != nil {
		return err
	}
	if err := tidy(r.minor(), theirs.Go.Version); err != nil {
		return err
	}
	return enter(r)
}

// moduleFile reads the go.mod of the release, as the module proxy has it.
func moduleFile(r release) (*modfile.File, error) {
	command := exec.Command("go", "list", "-m", "-f", "{{.GoMod}}", kubernetes+"@"+string(r))
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s could not be downloaded: %w", kubernetes, r, err)
	}
	path := strings.TrimSpace(string(out))
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return modfile.Parse(path, data, nil)
}

// raisedModules reads versions/raised.txt, of which each line is a module, its version and, if it is not for all, the
// minors of Kubernetes that it is for.
func raisedModules(minor string) (map[string]string, error) {
	data, err := os.ReadFile(filepath.Join(versions, "raised.txt"))
	if err != nil {
		return nil, err
	}
	raised := map[string]string{}
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(line, "#")
		if words := strings.Fields(line); len(words) >= 2 && (len(words) == 2 || slices.Contains(words[2:], minor)) {
			raised[words[0]] = words[1]
		}
	}
	return raised, nil
}

// moduleFileFor has all that the release requires; go mod tidy leaves what the program needs.
func moduleFileFor(r release, theirs *modfile.File, raised map[string]string) ([]byte, error) {
	staging := map[string]bool{}
	for _, replaced := range theirs.Replace {
		if strings.HasPrefix(replaced.New.Path, "./staging/") {
			staging[replaced.Old.Path] = true
		}
	}
	required := map[string]string{kubernetes: string(r)}
	for _, requirement := range theirs.Require {
		required[requirement.Mod.Path] = requirement.Mod.Version
	}
	maps.Copy(required, raised)

	var text strings.Builder
	fmt.Fprintf(&text, "module dev.kubeuser/control-plane\n\ngo %s\n\n", theirs.Go.Version)
	for _, setting := range theirs.Godebug {
		fmt.Fprintf(&text, "godebug %s=%s\n\n", setting.Key, setting.Value)
	}
	text.WriteString("// k8s.io/kubernetes names its staging modules at v0.0.0, which is not published; each is replaced by the" +
		" release that goes with it.\nreplace (\n")
	for _, module := range slices.Sorted(maps.Keys(required)) {
		if staging[module] {
			required[module] = r.staging()
			fmt.Fprintf(&text, "%s => %s %s\n", module, module, r.staging())
		}
	}
	text.WriteString(")\n\nrequire (\n")
	for _, module := range slices.Sorted(maps.Keys(required)) {
		fmt.Fprintf(&text, "%s %s\n", module, required[module])
	}
	text.WriteString(")\n")
	file, err := modfile.Parse("go.mod", []byte(text.String()), nil)
	if err != nil {
		return nil, err
	}
	return file.Format()
}

// tidy keeps what the sources import. Tags of other minors are on, too, so an import that this minor lacks is not an error.
func tidy(minor, needed string) error {
	return run(toolchain(needed), "go", "mod", "tidy", "-e", "-modfile="+filepath.Join("versions", minor, "go.mod"))
}

// toolchain is the Go that runs this, or a newer one if the release needs that: Go reads it from go.mod alone, not from -modfile.
func toolchain(needed string) string {
	if version.Compare("go"+needed, runtime.Version()) > 0 {
		return "go" + needed
	}
	return "local"
}

func run(selection, name string, arguments ...string) error {
	command := exec.Command(name, arguments...)
	command.Dir = ".."
	command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOTOOLCHAIN="+selection)
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", name, strings.Join(arguments, " "), err)
	}
	return nil
}

var defaultMinor = regexp.MustCompile(`(?m)^default=(.+)$`)

// enter writes the release into the table, and makes its module files those of the sources if its minor is the default.
func enter(r release) error {
	data, err := os.ReadFile(table)
	if err != nil {
		return err
	}
	line := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(r.minor()) + `=.*$`)
	if !line.Match(data) {
		return fmt.Errorf("%s has no line for %s: add it, and what else it keeps per minor, then try again", table, r.minor())
	}
	data = line.ReplaceAll(data, []byte(r.minor()+"="+string(r)))
	if err := os.WriteFile(table, data, 0o644); err != nil {
		return err
	}
	if found := defaultMinor.FindSubmatch(data); found == nil || string(bytes.TrimSpace(found[1])) != r.minor() {
		return nil
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(versions, r.minor(), name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join("..", name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
