/** An application of Quarkus that reads from Kubernetes. */
package dev.kubeuser.samples.quarkus;
