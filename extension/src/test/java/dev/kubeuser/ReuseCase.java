package dev.kubeuser;

import dev.kubeuser.access.PemFiles;
import dev.kubeuser.cluster.Cluster;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What JVMs that share a cluster run, and how their output is read. */
final class ReuseCase {

    static final Pattern SERVER = Pattern.compile("server is (\\S+)");
    static final Pattern KEY = Pattern.compile("key is in (\\S+)");
    static final Pattern ATTACHED = Pattern.compile("attached in (\\S+) s to Kubernetes");

    private ReuseCase() {}

    @KubeUser("alice")
    static class Telling {
        @Test
        void tells_where_it_is(Cluster cluster, PemFiles files) {
            System.out.println("key is in " + files.privateKey());
            System.out.println("server is " + cluster.server());
        }
    }

    @KubeUser("alice")
    static class Waiting {
        @Test
        void waits_to_be_killed(Cluster cluster, PemFiles files) throws InterruptedException {
            new Telling().tells_where_it_is(cluster, files);
            TimeUnit.MINUTES.sleep(2);
        }
    }
}
