package supervisor

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const staticPath = "/static/"

// ownPath matches the paths of k3s that want the credential of a node or of another server. Everything else below /v1-k3s/ is left
// to the API server, as k3s does. The name of the program is a variable there too.
var ownPath = regexp.MustCompile(`^/v1-[^/]+/(` + strings.Join([]string{
	`serving-kubelet\.crt`, `client-kubelet\.crt`, `client-kube-proxy\.crt`, `client-[^/]+-controller\.crt`, `client-ca\.crt`, `server-ca\.crt`,
	`apiservers`, `config`, `readyz`, `connect`, `encrypt/status`, `encrypt/config`, `cert/cacerts`, `server-bootstrap`, `token`,
}, "|") + `)$`)

// ServeHTTP answers some paths itself, as k3s does; none of these requests comes to the audit log. It compares paths as they are: k3s's
// router does not clean them.
func (s *Server) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	switch path := request.URL.Path; {
	case path == "/ping":
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte("pong"))
	case path == "/cacerts":
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write(s.files.ServerCAPEM)
	case strings.HasPrefix(path, staticPath):
		s.static.ServeHTTP(w, request)
	case ownPath.MatchString(path):
		// Not even an administrator has one of the roles that these want, and there is no node here that has.
		refuse(w, http.StatusForbidden, metav1.StatusReasonForbidden, "forbidden")
	default:
		s.serveAPI(w, request)
	}
}

func (s *Server) serveAPI(w http.ResponseWriter, request *http.Request) {
	if api := s.api.Load(); api != nil {
		(*api).ServeHTTP(w, request)
		return
	}
	refuse(w, http.StatusServiceUnavailable, metav1.StatusReasonServiceUnavailable, "apiserver not ready")
}

func refuse(w http.ResponseWriter, code int32, reason metav1.StatusReason, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(int(code))
	_ = json.NewEncoder(w).Encode(metav1.Status{
		TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"},
		Status:   metav1.StatusFailure, Code: code, Reason: reason, Message: message,
	})
}
