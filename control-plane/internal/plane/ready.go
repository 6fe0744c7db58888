package plane

// Listening is what a client needs to know to connect while the control plane is starting. The first answer takes until it serves.
type Listening struct {
	Status                     string `json:"status"`
	Server                     string `json:"server"`
	Kubeconfig                 string `json:"kubeconfig"`
	AdminTokens                string `json:"adminTokens,omitempty"`
	ServerCertificateAuthority string `json:"serverCertificateAuthority"`
}

// Line is the message as one line of JSON.
func (l Listening) Line() string {
	l.Status = "listening"
	return line(l)
}

// Ready is what whoever started the program needs to know to use the control plane.
type Ready struct {
	Status     string `json:"status"`
	Server     string `json:"server"`
	Version    string `json:"version"`
	PID        int    `json:"pid"`
	DataDir    string `json:"dataDir"`
	Kubeconfig string `json:"kubeconfig"`
	// AdminTokens is a file with a token that the server knows sooner than a certificate; empty where the administrator has none.
	AdminTokens                string `json:"adminTokens,omitempty"`
	ServerCertificateAuthority string `json:"serverCertificateAuthority"`
	ClientCertificateAuthority string `json:"clientCertificateAuthority"`
	AuditLog                   string `json:"auditLog"`
	Log                        string `json:"log"`
	Stages                     Stages `json:"stages"`
}

// Stages are milliseconds from the start of the program to the end of each stage.
type Stages struct {
	Storage    int64 `json:"storage"`
	Serving    int64 `json:"serving"`
	RBAC       int64 `json:"rbac"`
	Aggregated int64 `json:"aggregated"`
	Ready      int64 `json:"ready"`
}

// Line is the ready message as one line of JSON.
func (r Ready) Line() string {
	return line(r)
}
