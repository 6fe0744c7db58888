// Command build builds, tests and checks the Go program of one release of Kubernetes. Maven has build.xml compile and run it, in
// the folder tools. Go's cache knows what has to be compiled.
//
// What a person has to read when something is missing is one sentence on standard error; everything else goes to standard output.
package main

import (
	"bufio"
	"bytes"
	"flag"
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
	"sync/atomic"
	"time"
)

const mainPackage = "./cmd/control-plane"

var (
	allPlatforms = []string{"linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64"}
	host         = runtime.GOOS + "-" + runtime.GOARCH
	// What differs between systems is in these. They import nothing of Kubernetes, so to vet them takes seconds.
	systemPackages = []string{"./internal/host", "./internal/datadir"}

	minor     = flag.String("minor", "", "the minor of Kubernetes")
	chosen    = flag.String("chosen", "", "the minor that the tests run on: others are only compiled")
	target    = flag.String("target", "", "the folder target of the Maven module, which is of one minor")
	asked     = flag.String("platforms", "", "a comma list")
	prebuilt  = flag.String("binary", "", "the program that a bill of materials is of, if none was built here")
	artifact  = flag.String("version", "", "that of the Maven module")
	sources   = must(filepath.Abs(".."))
	platforms []string
	toolchain = "auto" // the value of GOTOOLCHAIN
)

func main() {
	flag.Parse()
	for name := range strings.SplitSeq(*asked, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(allPlatforms, name) {
			fail("The control plane cannot be built for %s: set -Dcontrol-plane.platforms to one or more of %s.",
				name, strings.Join(allPlatforms, ","))
		}
		platforms = append(platforms, name)
	}
	r := releaseOf(*minor)
	chooseToolchain(r)
	switch flag.Arg(0) {
	case "program":
		programs(r)
	case "test":
		test(r)
	case "check":
		check(r)
	case "bill":
		bills(r)
	default:
		fail("The build of the control plane knows program, test, check and bill, not %q.", flag.Arg(0))
	}
}

func fail(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, format, arguments...)
	os.Exit(1)
}

func must[T any](value T, err error) T {
	succeed(err)
	return value
}

func succeed(err error) {
	if err != nil {
		fail("The control plane could not be built: %v.", err)
	}
}

func say(format string, arguments ...any) {
	fmt.Printf("control plane "+*minor+": "+format+"\n", arguments...)
}

// release is that of a minor in versions/versions.properties.
type release struct {
	version   string
	isDefault bool
	later     []string // the minors in the table that came after it
}

func releaseOf(minor string) release {
	table := string(must(os.ReadFile(filepath.Join(sources, "versions", "versions.properties"))))
	var r release
	var minors []string
	for _, found := range regexp.MustCompile(`(?m)^(1\.\d+)=(\S+)`).FindAllStringSubmatch(table, -1) {
		minors = append(minors, found[1])
		if r.version != "" {
			r.later = append(r.later, found[1])
		} else if found[1] == minor {
			r.version = found[2]
		}
	}
	if r.version == "" {
		fail("There is no control plane of Kubernetes %s: versions.properties has %s.", minor, strings.Join(minors, ", "))
	}
	r.isDefault = regexp.MustCompile(`(?m)^default=` + regexp.QuoteMeta(minor) + `$`).MatchString(table)
	return r
}

// modules is go.mod or go.sum of the release.
func modules(name string) string { return filepath.Join(sources, "versions", *minor, name) }

// chooseToolchain has Go download a newer one where the release needs that: Go reads it from go.mod alone, not from -modfile.
func chooseToolchain(r release) {
	needed := "go" + string(regexp.MustCompile(`(?m)^go (\S+)`).FindSubmatch(must(os.ReadFile(modules("go.mod"))))[1])
	if version.Compare(needed, runtime.Version()) <= 0 {
		return
	}
	toolchain = needed
	command := exec.Command("go", "version")
	command.Dir = os.TempDir() // has no go.mod, which would have a say in it
	command.Env = append(os.Environ(), "GOTOOLCHAIN="+needed)
	if out, err := command.CombinedOutput(); err != nil {
		fmt.Printf("%s", out)
		fail("%s or newer is needed to build the control plane of Kubernetes %s, `go` on the PATH is %s, and it could not download %s:"+
			" install it from https://go.dev/dl/ or pass -Dcontrol-plane.binary=FILE with a prebuilt program.",
			needed, r.version, runtime.Version(), needed)
	}
}

// environment has the modules and tags of the release, so that a test that runs go has them, too.
func environment(r release, platform string) []string {
	system, processor, _ := strings.Cut(platform, "-")
	return append(withFlags(r, " '-modfile="+modules("go.mod")+"'"), "GOOS="+system, "GOARCH="+processor)
}

// withFlags has the tags of the release: sources that call this Kubernetes otherwise than the newest have one in their constraint.
func withFlags(r release, more string) []string {
	tags := " -tags="
	for _, later := range r.later {
		tags += "before_kubernetes_" + strings.ReplaceAll(later, ".", "_") + ","
	}
	return append(os.Environ(), "GOTOOLCHAIN="+toolchain, "GOFLAGS="+os.Getenv("GOFLAGS")+strings.TrimSuffix(tags, ",")+more)
}

func built(platform string) string {
	return filepath.Join(*target, "control-plane", platform, "control-plane")
}

// programs compiles one for each platform, and collects the licences of what is in it.
func programs(r release) {
	if r.isDefault {
		mustBeBesideTheSources(r, "go.mod", "go.sum")
	}
	for _, platform := range allPlatforms {
		if !slices.Contains(platforms, platform) { // one that was asked for once must not be in a jar for ever
			succeed(os.RemoveAll(filepath.Join(*target, "jars", platform)))
			continue
		}
		compile(r, mainPackage, platform, built(platform))
		collectLicences(r, platform)
	}
}

// mustBeBesideTheSources: editors, and people who run Go by hand, have no other modules than those.
func mustBeBesideTheSources(r release, names ...string) {
	for _, name := range names {
		beside := filepath.Join(sources, name)
		if !bytes.Equal(must(os.ReadFile(beside)), must(os.ReadFile(modules(name)))) {
			fail("%s is not that of the default release, Kubernetes %s: run `go run ./kubernetes-version %s` in control-plane/tools.",
				beside, r.version, r.version)
		}
	}
}

func compile(r release, source, platform, binary string) {
	// Without these /version, and every client that looks at it, would be told v0.0.0.
	ldflags := strings.NewReplacer("${version}", r.version, "${minor}", strings.TrimPrefix(*minor, "1.")).
		Replace(strings.TrimSpace(string(must(os.ReadFile(filepath.Join(sources, "ldflags.txt"))))))
	say("building %s for %s; the first time this takes minutes", source, platform)
	// The compiler takes a quarter less if it collects garbage less often, up to a size that small machines have.
	tuned := append(environment(r, platform), "GOGC=400", "GOMEMLIMIT=1GiB")
	run("go build", "The control plane does not compile", sources, tuned, "go", "build", "-v", "-ldflags", ldflags, "-o", binary, source)
}

// test compiles the stand-in for k3s, too, which the tests in Java put into an image. Containers are Linux's.
func test(r release) {
	if *minor != *chosen {
		return
	}
	compile(r, "./cmd/k3s-stand-in", "linux-"+runtime.GOARCH, filepath.Join(sources, "target", "k3s-stand-in", "k3s"))
	run("go test", "The tests of the control plane failed", sources, environment(r, host), "go", "test", "./...")
	if r.isDefault {
		run("go test of the tools", "The tests of the tools failed", ".", withFlags(r, ""), "go", "test", "./...")
	}
}

// check looks once at what does not depend on the release.
func check(r release) {
	if *minor == *chosen {
		command := exec.Command("gofmt", "-l", "cmd", "internal", "tools")
		command.Dir = sources
		if out, err := command.CombinedOutput(); err != nil || len(out) > 0 {
			fmt.Printf("%s", out)
			fail("gofmt would change the Go files listed above: run `gofmt -w cmd internal tools` in control-plane.")
		}
		for _, platform := range allPlatforms {
			vet(r, platform, systemPackages...)
		}
	}
	for _, platform := range platforms {
		vet(r, platform, "./...")
	}
	if r.isDefault { // its modules are beside the sources: staticcheck also runs go where -modfile is an error
		run("staticcheck", "staticcheck objects to the control plane", sources, withFlags(r, ""),
			tool(r, "honnef.co/go/tools/cmd/staticcheck", "."), "./...")
	}
}

func vet(r release, platform string, packages ...string) {
	run("go vet for "+platform, "go vet objects to the control plane for "+platform, sources, environment(r, platform),
		append([]string{"go", "vet"}, packages...)...)
}

// tool compiles a program from the module in a folder, which says the version and keeps what it needs out of our go.mod.
func tool(r release, source, folder string) string {
	program := filepath.Join(sources, "target", "tools", filepath.Base(source))
	run("go build of "+source, source+" could not be built", folder, withFlags(r, ""), "go", "build", "-o", program, source)
	return program
}

// bills writes which modules, in which versions and under which licences, each program was linked from.
func bills(r release) {
	cyclonedx := tool(r, "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod", "sbom")
	offline := append(withFlags(r, ""), "GOPROXY=off") // it asks for the control plane as a published module, which it is not
	for _, platform := range platforms {
		program := *prebuilt
		if program == "" {
			program = built(platform)
		}
		bill := filepath.Join(*target, "jars", platform, "META-INF", "sbom", "control-plane.cdx.json")
		succeed(os.MkdirAll(filepath.Dir(bill), 0o755))
		run("cyclonedx-gomod", "The bill of materials of "+program+" could not be written", filepath.Dir(cyclonedx), offline, cyclonedx,
			"bin", "-json", "-std", "-licenses", "-noserial", "-notimestamp", "-version", *artifact, "-output", bill, program)
	}
}

// run shows what a command says, but for the names of modules and packages, which it counts.
func run(what, failure, directory string, environment []string, arguments ...string) {
	command := exec.Command(arguments[0], arguments[1:]...)
	command.Dir, command.Env = directory, environment
	out := must(command.StdoutPipe())
	command.Stderr = command.Stdout
	start := time.Now()
	succeed(command.Start())
	var modules, packages atomic.Int64
	ended := make(chan struct{})
	go func() {
		for ticks := time.Tick(10 * time.Second); ; {
			select {
			case <-ended:
				return
			case <-ticks:
				say("%s: %d modules downloaded, %d packages compiled, %.0f s", what, modules.Load(), packages.Load(),
					time.Since(start).Seconds())
			}
		}
	}()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "go: downloading") {
			modules.Add(1)
		} else if strings.Contains(lines.Text(), " ") {
			fmt.Println(lines.Text())
		} else {
			packages.Add(1)
		}
	}
	close(ended)
	if command.Wait() != nil {
		fail("%s: what %s says is above.", failure, filepath.Base(arguments[0]))
	}
	say("%s took %.0f s", what, time.Since(start).Seconds())
}

// output has the lines that a command of Go writes, but for empty ones.
func output(environment []string, arguments ...string) []string {
	command := exec.Command("go", arguments...)
	command.Dir, command.Env, command.Stderr = sources, environment, os.Stdout
	out, err := command.Output()
	if err != nil {
		fail("The Go modules of the control plane could not be listed: what Go says is above.")
	}
	return slices.DeleteFunc(strings.Split(string(out), "\n"), func(line string) bool { return line == "" })
}

var (
	licence = regexp.MustCompile(`(?i)^(licen[cs]e|copying)`)
	notice  = regexp.MustCompile(`(?i)^notice`)
)

// module is one that the program has parts of, with the folders of its packages that are linked into the program.
type module struct {
	version, folder string
	packages        []string
}

// collectLicences copies those of all that is linked into the program: Apache-2.0 and others ask that they go with it.
func collectLicences(r release, platform string) {
	modules := map[string]module{}
	format := "{{$package := .Dir}}{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}\t{{$package}}{{end}}{{end}}"
	for _, line := range output(environment(r, platform), "list", "-deps", "-f", format, mainPackage) {
		listed := strings.Split(line, "\t")
		modules[listed[0]] = module{listed[1], listed[2], append(modules[listed[0]].packages, listed[3])}
	}
	golang := output(environment(r, host), "env", "GOVERSION", "GOROOT")
	if _, err := os.Stat(filepath.Join(golang[1], "LICENSE")); err == nil { // some distributions keep it elsewhere
		modules["go"] = module{golang[0], golang[1], nil}
	}
	into := filepath.Join(*target, "jars", platform, "META-INF", "licenses")
	succeed(os.RemoveAll(into))
	names := ""
	for _, path := range slices.Sorted(maps.Keys(modules)) {
		name := path + "@" + modules[path].version
		if !modules[path].copyLicences(filepath.Join(into, name)) {
			fail("The Go module %s has no licence file: find out under which terms it may be passed on before it is linked into the"+
				" control plane.", name)
		}
		names += name + "\n"
	}
	succeed(os.WriteFile(filepath.Join(into, "modules.txt"), []byte(names), 0o644))
	say("packed the licences of %d Go modules for %s", len(modules), platform)
}

// copyLicences takes the module's own, and those above its packages: code that was taken from elsewhere keeps its licence beside it.
// It reports whether the module has one of its own.
func (m module) copyLicences(into string) bool {
	folders := map[string]bool{m.folder: true}
	for _, folder := range m.packages {
		for ; folder != m.folder; folder = filepath.Dir(folder) {
			folders[folder] = true
		}
	}
	licensed := false
	for folder := range folders {
		for _, file := range must(os.ReadDir(folder)) {
			isLicence := licence.MatchString(file.Name())
			if file.IsDir() || strings.HasSuffix(file.Name(), ".go") || !isLicence && !notice.MatchString(file.Name()) {
				continue
			}
			licensed = licensed || isLicence && folder == m.folder
			copied := filepath.Join(into, must(filepath.Rel(m.folder, folder)), file.Name())
			succeed(os.MkdirAll(filepath.Dir(copied), 0o755))
			succeed(os.WriteFile(copied, must(os.ReadFile(filepath.Join(folder, file.Name()))), 0o644))
		}
	}
	return licensed
}
