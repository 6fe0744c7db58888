package testdata

// +kubebuilder:rbac:groups=left.out,resources=testdata,verbs=get
