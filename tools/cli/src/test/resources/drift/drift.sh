kubeuser compare --losses --account shops/operator kubebuilder:internal/... config/rbac/role.yaml
kubeuser compare --losses --account shops/operator --namespace shops config/rbac/role.yaml helm:charts/operator
kubeuser compare --losses --account shops/operator --namespace shops config/rbac/role.yaml olm:bundle/
