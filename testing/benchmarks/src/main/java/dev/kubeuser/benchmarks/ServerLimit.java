package dev.kubeuser.benchmarks;

import dev.kubeuser.cluster.RunningCluster;
import dev.kubeuser.credential.ServiceAccountSpec;
import dev.kubeuser.credential.internal.ServiceAccounts;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.RbacV1Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As many SubjectAccessReviews as the server answers: h2load, over one HTTP/2 connection, always with the same body. */
record ServerLimit(Command command, int reviews) implements Contender {

    private static final Pattern FINISHED = Pattern.compile("finished in ([0-9.]+)(ms|s)");
    private static final Pattern SUCCEEDED = Pattern.compile("(\\d+) 2xx");
    private static final String BODY = """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {"user": "bench-0",
             "groups": ["system:authenticated"], "resourceAttributes": {"namespace": "default", "verb": "list", "resource": "pods"}}}
            """;

    static ServerLimit prepare(RunningCluster cluster, int reviews, Path work) throws IOException, ApiException {
        Path body = Files.writeString(work.resolve("review.json"), BODY);
        return new ServerLimit(
                Command.of(
                        "h2load",
                        "--requests=" + reviews,
                        "--clients=1",
                        "--max-concurrent-streams=32",
                        "--data=" + body.toAbsolutePath(),
                        "--header=content-type: application/json",
                        "--header=authorization: Bearer " + token(cluster),
                        cluster.server() + "/apis/authorization.k8s.io/v1/subjectaccessreviews"),
                reviews);
    }

    /** h2load presents no certificate. The cluster goes away with this benchmark, and the ServiceAccount with it. */
    private static String token(RunningCluster cluster) throws ApiException {
        ServiceAccountSpec account = ServiceAccountSpec.named("default", "h2load");
        ClusterAdmins.add(
                cluster,
                new RbacV1Subject()
                        .kind("ServiceAccount")
                        .namespace(account.namespace())
                        .name(account.name()));
        return new ServiceAccounts(cluster).token(account).token();
    }

    @Override
    public String name() {
        return "the server's limit, by h2load";
    }

    @Override
    public Optional<String> obstacle() {
        return Tool.firstMissing("h2load");
    }

    @Override
    public Duration once() throws Exception {
        String printed = command.run();
        Matcher finished = FINISHED.matcher(printed);
        Matcher succeeded = SUCCEEDED.matcher(printed);
        if (!finished.find() || !succeeded.find() || Integer.parseInt(succeeded.group(1)) != reviews) {
            throw new IOException("h2load did not get " + reviews + " answers: " + printed);
        }
        double seconds =
                Double.parseDouble(finished.group(1)) / (finished.group(2).equals("ms") ? 1000 : 1);
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /** The command has a token in it. */
    @Override
    public String toString() {
        return name();
    }
}
