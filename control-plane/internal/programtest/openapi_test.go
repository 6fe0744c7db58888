//go:build unix

package programtest

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"k8s.io/client-go/rest"
)

// document is what the checks need of OpenAPI v2, of OpenAPI v3 and of the latter's list.
type document struct {
	Paths map[string]struct {
		ServerRelativeURL string `json:"serverRelativeURL"`
	} `json:"paths"`
}

// checkOpenAPI compares with the documents that upstream's repository has, and the list with the API's own discovery.
func (c *cluster) checkOpenAPI(t *testing.T) {
	client, err := rest.HTTPClientFor(c.config)
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) (*http.Response, document) {
		response, err := client.Get(c.Server + path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = response.Body.Close() }()
		content, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("%s is answered by %d, %v", path, response.StatusCode, err)
		}
		var d document
		if err := json.Unmarshal(content, &d); err != nil {
			t.Fatalf("%s is answered by %s: %v", path, content, err)
		}
		return response, d
	}
	_, list := get("/openapi/v3")
	groups, err := c.client.Discovery().ServerGroups()
	if err != nil {
		t.Fatal(err)
	}
	for _, group := range groups.Groups {
		for _, version := range group.Versions {
			name := "apis/" + version.GroupVersion
			if group.Name == "" {
				name = "api/v1"
			}
			if _, found := list.Paths[name]; !found {
				t.Errorf("the list of OpenAPI v3 lacks %s", name)
			}
		}
	}
	if _, found := list.Paths["apis/batch/v1"]; found {
		t.Error("the list of OpenAPI v3 has batch/v1, which is turned off")
	}
	for name, entry := range list.Paths {
		response, got := get(entry.ServerRelativeURL)
		if cached := response.Header.Get("Cache-Control"); cached != "public, immutable" {
			t.Errorf("%s may be cached as %q", name, cached)
		}
		published := filepath.Join(upstream(t), "api/openapi-spec/v3", strings.ReplaceAll(name, "/", "__")+"_openapi.json")
		expectPaths(t, published, got)
	}
	apps := list.Paths["apis/apps/v1"].ServerRelativeURL
	response, _ := get(apps[:strings.Index(apps, "=")+1] + "0123")
	if hash := response.Request.URL.Query().Get("hash"); len(hash) != 128 {
		t.Errorf("another hash leads to %s", response.Request.URL)
	}
	_, v2 := get("/openapi/v2")
	if _, found := v2.Paths["/apis/apps/v1/namespaces/{namespace}/deployments"]; !found {
		t.Errorf("OpenAPI v2 has %v", slices.Sorted(maps.Keys(v2.Paths)))
	}
}

// upstream is where Kubernetes' sources are.
func upstream(t *testing.T) string {
	t.Helper()
	directory, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "k8s.io/kubernetes").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(directory))
}

func expectPaths(t *testing.T, published string, got document) {
	t.Helper()
	content, err := os.ReadFile(published)
	if err != nil {
		t.Fatal(err)
	}
	var want document
	if err := json.Unmarshal(content, &want); err != nil {
		t.Fatal(err)
	}
	if paths := slices.Sorted(maps.Keys(got.Paths)); !slices.Equal(paths, slices.Sorted(maps.Keys(want.Paths))) {
		t.Errorf("not the paths of %s: %v", published, paths)
	}
}
