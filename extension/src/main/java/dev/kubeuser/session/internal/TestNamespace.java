package dev.kubeuser.session.internal;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.manifest.Manifests;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A namespace in a store. Its name is known before its cluster runs, for manifests are read with it. */
public final class TestNamespace implements AutoCloseable {

    private static final int LONGEST = 30;

    private final String name;
    private final String place;
    private @Nullable AppliedPolicy created;

    public TestNamespace(String declared, Class<?> testClass, String place) {
        String word = declared.isEmpty()
                ? testClass.getSimpleName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-")
                : declared;
        String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        this.name = "kubeuser-" + word.substring(0, Math.min(word.length(), LONGEST)) + "-" + random;
        this.place = place;
    }

    public String name() {
        return name;
    }

    public synchronized String create(SharedCluster cluster, KubeAccess admin, ApplyOptions options) {
        if (created == null) {
            Manifests manifest = Manifests.parse(
                    "@KubeNamespace on " + place,
                    "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"" + name + "\"}}");
            created = new AppliedPolicy(cluster, admin, access -> AppliedManifests.apply(manifest, access, options));
        }
        return name;
    }

    @Override
    public synchronized void close() {
        if (created != null) {
            created.close();
        }
    }
}
