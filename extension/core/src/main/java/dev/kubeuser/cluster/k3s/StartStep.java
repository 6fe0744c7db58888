package dev.kubeuser.cluster.k3s;

/** What a start of k3s waits for, in this order. */
enum StartStep {
    ENGINE(
            "the container engine to answer",
            "the container engine did not answer. Restart it, let DOCKER_HOST name another one"),
    IMAGE(
            "the image of k3s to be pulled",
            "its image was still being pulled. Pull it by hand, set kubeuser.k3s.image to a copy in a registry that"
                    + " answers, set kubeuser.start-timeout to wait longer"),
    REAPER(
            "Testcontainers to start its reaper, whose image testcontainers/ryuk may have to be pulled",
            "Testcontainers had not started its reaper. If the image testcontainers/ryuk cannot be pulled here, set"
                    + " TESTCONTAINERS_RYUK_DISABLED=true in the environment, or ryuk.container.image in"
                    + " ~/.testcontainers.properties to a copy"),
    CONTAINER(
            "the container engine to create and start the container",
            "the container engine had not started the container. Look for the reason in its log, set"
                    + " kubeuser.start-timeout to wait longer"),
    READY("/readyz of k3s", "k3s was not ready; set kubeuser.start-timeout to wait longer"),
    DEFAULTS(
            "k3s's controllers to create the default ServiceAccount and the ConfigMap kube-root-ca.crt, and to"
                    + " aggregate the ClusterRoles admin, edit and view",
            "k3s answers, but its controllers have not created the default ServiceAccount and the ConfigMap"
                    + " kube-root-ca.crt, or not aggregated the ClusterRoles admin, edit and view; set"
                    + " kubeuser.start-timeout to wait longer"),
    KEYS(
            "k3s's API server to fetch the keys of issuers from this JVM",
            "k3s is ready, but its API server has not fetched the keys of an issuer from this JVM. Open the firewall if"
                    + " one keeps containers from this machine, set kubeuser.start-timeout to wait longer");

    private static final String WITHOUT = ", or set kubeuser.cluster=embedded to run without containers";

    private final String what;
    private final String outcome;

    StartStep(String what, String outcome) {
        this.what = what;
        this.outcome = outcome;
    }

    /** What is waited for, as in {@code waiting for /readyz}. */
    String what() {
        return what;
    }

    /** What was missing when the time was up, and what to do, without a full stop. */
    String outcome() {
        return compareTo(READY) < 0 ? outcome + WITHOUT : outcome;
    }
}
