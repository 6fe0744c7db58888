package apiserver

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/mux"
	"k8s.io/apiserver/pkg/server/routes"
	"k8s.io/kube-openapi/pkg/handler3"
)

// hashParameter is part of each URL of OpenAPI v3 that may be cached for ever.
const hashParameter = "hash"

// openAPI publishes the OpenAPI of the built-in types. Upstream describes all of them whenever a server starts, and writes that down
// to know the hashes in the list of OpenAPI v3: a fifth of the whole start. Here that begins when somebody reads one of them. The
// hash in the list is the same for all, and another one in each server: built-in types do not change while it runs.
type openAPI struct {
	specs      routes.OpenAPI
	server     *genericapiserver.GenericAPIServer
	hash       string
	v2, groups func() http.Handler
}

// withholdOpenAPI keeps upstream from installing the OpenAPI of a server that is built with this config.
func withholdOpenAPI(config *genericapiserver.Config) *openAPI {
	config.SkipOpenAPIInstallation = true
	return &openAPI{specs: routes.OpenAPI{Config: config.OpenAPIConfig, V3Config: config.OpenAPIV3Config}, hash: uuid.New().String()}
}

// install serves on the server that stands behind the aggregator.
func (o *openAPI) install(aggregator genericapiserver.DelegationTarget) error {
	server, ok := aggregator.NextDelegate().(*genericapiserver.GenericAPIServer)
	if !ok {
		return errors.New("unable to publish OpenAPI: no API server stands behind the aggregator")
	}
	o.server = server
	o.v2 = sync.OnceValue(func() http.Handler {
		documents := mux.NewPathRecorderMux("OpenAPI v2")
		o.specs.InstallV2(server.Handler.GoRestfulContainer, documents)
		return documents
	})
	o.groups = sync.OnceValue(func() http.Handler {
		documents := mux.NewPathRecorderMux("OpenAPI v3")
		o.specs.InstallV3(server.Handler.GoRestfulContainer, documents)
		return documents
	})
	paths := server.Handler.NonGoRestfulMux
	paths.HandleFunc("/openapi/v2", func(w http.ResponseWriter, r *http.Request) { o.v2().ServeHTTP(w, r) })
	paths.HandleFunc("/openapi/v3", o.list)
	paths.HandlePrefix("/openapi/v3/", http.HandlerFunc(o.group))
	return nil
}

// list names the groups, each with the URL of its document.
func (o *openAPI) list(w http.ResponseWriter, _ *http.Request) {
	list := handler3.OpenAPIV3Discovery{Paths: map[string]handler3.OpenAPIV3DiscoveryGroupVersion{}}
	for _, service := range o.server.Handler.GoRestfulContainer.RegisteredWebServices() {
		document := url.URL{Path: "/openapi/v3" + service.RootPath(), RawQuery: url.Values{hashParameter: {o.hash}}.Encode()}
		list.Paths[strings.TrimPrefix(service.RootPath(), "/")] = handler3.OpenAPIV3DiscoveryGroupVersion{ServerRelativeURL: document.String()}
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(list)
}

// group serves a document. Under the hash of the list it may be cached for ever, as upstream's under its own.
func (o *openAPI) group(w http.ResponseWriter, r *http.Request) {
	if query := r.URL.Query(); query.Get(hashParameter) == o.hash {
		query.Del(hashParameter)
		r = r.Clone(r.Context())
		r.URL.RawQuery = query.Encode()
		w.Header().Set("Cache-Control", "public, immutable")
		w.Header().Set("Expires", time.Now().AddDate(1, 0, 0).UTC().Format(http.TimeFormat))
	}
	o.groups().ServeHTTP(w, r)
}
