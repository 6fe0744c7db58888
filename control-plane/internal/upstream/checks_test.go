// Package upstream compares what the library knows of Kubernetes with the sources that the control plane is built from.
package upstream

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sources are where Kubernetes builds requests to authorizers: those of API servers and those of controllers and kubelets.
var sources = map[string][]string{
	"k8s.io/kubernetes":              {"cmd", "pkg", "plugin"},
	"k8s.io/apiserver":               {"pkg", "plugin"},
	"k8s.io/kube-aggregator":         {"pkg"},
	"k8s.io/apiextensions-apiserver": {"pkg"},
}

// table lists these requests. A test in Java asks the question in the last column of each line.
const table = "testdata/checks.txt"

// TestChecksAreKnown fails where a release asks authorizers for something that is not in the table: add a line, and what it asks to
// KnownVerbs if that does not know it.
func TestChecksAreKnown(t *testing.T) {
	minor, found := checks(t)
	known := map[string]bool{}
	data, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(strings.TrimSpace(line), " | ")
		check := strings.Join(columns[1:4], " | ")
		known[check] = true
		since, until, _ := strings.Cut(columns[0], "-")
		in := minor >= since && (until == "" || minor <= until)
		if in != slices.Contains(found, check) {
			t.Errorf("%s has %q in Kubernetes %s; the sources of %s say otherwise", table, check, columns[0], minor)
		}
	}
	for _, check := range found {
		if !known[check] {
			t.Errorf("Kubernetes %s asks authorizers for %q, which is not in %s", minor, check, table)
		}
	}
}

// checks returns each request to authorizers as "place | verb | resource", in the words of the sources.
func checks(t *testing.T) (minor string, found []string) {
	t.Logf("go list has %s", os.Getenv("GOFLAGS")) // once it is read, Go keeps a result for each release
	upstream := tree{t: t, files: map[string]*source{}}
	for module, folders := range sources {
		out, err := exec.Command("go", "list", "-m", "-f", "{{.Version}} {{.Dir}}", module).Output()
		if err != nil {
			t.Fatal(err)
		}
		version, dir, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
		minor = "1." + strings.Split(version, ".")[1]
		for _, folder := range folders {
			upstream.read(dir, folder, filepath.Base(module))
		}
	}
	for _, words := range []string{"Attributes", "GetVerb() string {"} {
		upstream.inspect(words, func(at *source, in ast.Decl, node ast.Node) {
			fields := map[string]ast.Expr{}
			switch node := node.(type) {
			case *ast.CompositeLit:
				if kind := "." + text(node.Type); strings.HasSuffix(kind, ".AttributesRecord") || strings.HasSuffix(kind, ".ResourceAttributes") {
					fields = named(node)
				}
			case *ast.ReturnStmt: // of a type that has another verb than that of the request
				if method, is := in.(*ast.FuncDecl); is && method.Name.Name == "GetVerb" && at.name != "apiserver/pkg/authorization/authorizer/interfaces.go" {
					fields["Verb"] = node.Results[0]
				}
			}
			verb := fields["Verb"]
			if verb == nil {
				return
			}
			resource := text(fields["Resource"])
			if part := text(fields["Subresource"]); part != "" {
				resource += "/" + part
			}
			for _, verb := range upstream.values(at, in, verb, nil) {
				found = append(found, at.name+" | "+verb+" | "+resource)
			}
		})
	}
	slices.Sort(found)
	return minor, slices.Compact(found)
}

// named returns what a literal of a struct has, by the names of fields.
func named(literal *ast.CompositeLit) map[string]ast.Expr {
	fields := map[string]ast.Expr{}
	for _, element := range literal.Elts {
		if pair, is := element.(*ast.KeyValueExpr); is {
			fields[text(pair.Key)] = pair.Value
		}
	}
	return fields
}

// source is a file, parsed once it is needed.
type source struct {
	name string
	data []byte
	file *ast.File
}

// tree has the sources of a release, by their names.
type tree struct {
	t     *testing.T
	files map[string]*source
}

// read reads what is compiled, except for what is generated.
func (u tree) read(dir, folder, name string) {
	err := filepath.WalkDir(filepath.Join(dir, folder), func(path string, entry fs.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") ||
			strings.HasPrefix(entry.Name(), "zz_generated") {
			return err
		}
		at := &source{name: name + strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(dir))}
		at.data, err = os.ReadFile(path)
		u.files[at.name] = at
		return err
	})
	if err != nil {
		u.t.Fatal(err)
	}
}

// inspect looks at each part of the sources that have these words.
func (u tree) inspect(words string, look func(at *source, in ast.Decl, node ast.Node)) {
	for name, at := range u.files {
		if !bytes.Contains(at.data, []byte(words)) {
			continue
		}
		if at.file == nil {
			file, err := parser.ParseFile(token.NewFileSet(), name, at.data, parser.SkipObjectResolution)
			if err != nil {
				u.t.Fatal(err)
			}
			at.file = file
		}
		for _, in := range at.file.Decls {
			ast.Inspect(in, func(node ast.Node) bool {
				look(at, in, node)
				return true
			})
		}
	}
}

// values returns the text of an expression in a declaration: with what callers pass for a parameter, and what literals of structs
// have in a field.
func (u tree) values(at *source, in ast.Decl, expression ast.Expr, seen []string) []string {
	var found []string
	switch part := expression.(type) {
	case *ast.BinaryExpr:
		for _, left := range u.values(at, in, part.X, seen) {
			for _, right := range u.values(at, in, part.Y, seen) {
				found = append(found, left+right)
			}
		}
	case *ast.Ident:
		function, is := in.(*ast.FuncDecl)
		if !is || (function.Recv != nil && function.Name.IsExported()) {
			break
		}
		position, key := parameter(function, part.Name), function.Name.Name+" "+part.Name
		if position < 0 || slices.Contains(seen, key) {
			break
		}
		u.inspect(function.Name.Name+"(", func(caller *source, in ast.Decl, node ast.Node) {
			call, is := node.(*ast.CallExpr)
			if is && len(call.Args) > position && strings.HasSuffix("."+text(call.Fun), "."+function.Name.Name) &&
				(function.Name.IsExported() || filepath.Dir(caller.name) == filepath.Dir(at.name)) {
				found = append(found, u.values(caller, in, call.Args[position], append(seen, key))...)
			}
		})
	case *ast.SelectorExpr:
		if key := part.Sel.Name; !ast.IsExported(key) && !slices.Contains(seen, key) {
			u.inspect(key+":", func(maker *source, in ast.Decl, node ast.Node) {
				if literal, is := node.(*ast.CompositeLit); is && filepath.Dir(maker.name) == filepath.Dir(at.name) {
					if value := named(literal)[key]; value != nil {
						found = append(found, u.values(maker, in, value, append(seen, key))...)
					}
				}
			})
		}
	}
	if len(found) == 0 {
		return []string{text(expression)}
	}
	return found
}

// parameter returns the position of a parameter of a function, or -1.
func parameter(function *ast.FuncDecl, name string) int {
	position := 0
	for _, field := range function.Type.Params.List {
		for _, parameter := range field.Names {
			if parameter.Name == name {
				return position
			}
			position++
		}
	}
	return -1
}

// text returns the value of a literal, or an expression as it is written.
func text(expression ast.Expr) string {
	if expression == nil {
		return ""
	}
	if literal, is := expression.(*ast.BasicLit); is && literal.Kind == token.STRING {
		return strings.Trim(literal.Value, "\"`")
	}
	return types.ExprString(expression)
}
