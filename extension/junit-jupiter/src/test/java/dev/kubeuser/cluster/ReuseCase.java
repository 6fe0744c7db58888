package dev.kubeuser.cluster;

import dev.kubeuser.KubeUser;
import dev.kubeuser.access.PemFiles;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What JVMs that share a cluster run, and how their output is read. */
public final class ReuseCase {

    public static final Pattern SERVER = Pattern.compile("server is (\\S+)");
    public static final Pattern KEY = Pattern.compile("key is in (\\S+)");
    public static final Pattern ATTACHED = Pattern.compile("attached in (\\S+) s to Kubernetes");

    private ReuseCase() {}

    @KubeUser("alice")
    public static class Telling {
        @Test
        void tells_where_it_is(Cluster cluster, PemFiles files) {
            System.out.println("key is in " + files.privateKey());
            System.out.println("server is " + cluster.server());
        }
    }

    @KubeUser("alice")
    public static class Waiting {
        @Test
        void waits_to_be_killed(Cluster cluster, PemFiles files) throws InterruptedException {
            new Telling().tells_where_it_is(cluster, files);
            TimeUnit.MINUTES.sleep(2);
        }
    }
}
