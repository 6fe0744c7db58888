package dev.kubeuser.trial;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.apply.AppliedManifests;
import dev.kubeuser.apply.ApplyOptions;
import dev.kubeuser.dryrun.DryRun;
import dev.kubeuser.dryrun.internal.TriedWrite;
import dev.kubeuser.dryrun.internal.WriteListeners;
import dev.kubeuser.manifest.ManifestException;
import dev.kubeuser.manifest.ManifestObject;
import dev.kubeuser.manifest.Manifests;
import dev.kubeuser.review.AccessQueryException;
import dev.kubeuser.run.internal.OwnNamespaces;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears the writes of one run of tests while they are tried: at that moment the policy is in force, and its users have
 * their access. So others can be tried then. Thread-safe.
 */
final class WriteRun implements Consumer<TriedWrite>, AutoCloseable {

    private static final Set<String> KNOWN = Set.of("create", "update", "apply", "delete");

    private final HeardWrite each;
    private final Map<String, KubeAccess> users = new LinkedHashMap<>();
    private final Set<String> namespaces = new LinkedHashSet<>();
    private final Map<String, String> real = new HashMap<>();
    private OwnNamespaces own = OwnNamespaces.none();
    private @Nullable KubeAccess admin;
    private int manifests;
    private int heard;
    private boolean isAsking;

    /** What is to be done with a write of a test. */
    @FunctionalInterface
    interface HeardWrite {
        void heard(CandidateWrite write, WriteRun run);
    }

    WriteRun(HeardWrite each) {
        this.each = each;
    }

    /** Hears what is in force from now on. Those who wrote before may have no access any more. */
    synchronized void begin(KubeAccess administrator, Manifests applied, String namespace, OwnNamespaces declared) {
        admin = administrator;
        manifests++;
        users.clear();
        own = own.with(declared);
        declared.declared().keySet().forEach(name -> real.put(own.written(name), name));
        namespaces.add(own.written(namespace));
        for (ManifestObject object : applied.objects()) {
            object.namespace().map(own::written).ifPresent(namespaces::add);
            if (object.kind().equals("Namespace") && object.group().isEmpty()) {
                namespaces.add(own.written(object.name()));
            }
        }
        WriteListeners.of(administrator).add(this);
    }

    @Override
    public synchronized void accept(TriedWrite tried) {
        if (isAsking || !KNOWN.contains(tried.operation())) {
            return;
        }
        isAsking = true;
        heard++;
        try {
            users.put(tried.user().name(), tried.user());
            String namespace = own.written(tried.namespace());
            if (!namespace.isEmpty()) {
                namespaces.add(namespace);
            }
            each.heard(
                    new CandidateWrite(
                            tried.user().name(),
                            tried.operation(),
                            CandidateWrite.withoutNamespace(tried.object().json()),
                            tried.object().fileName(),
                            "",
                            namespace,
                            null),
                    this);
        } finally {
            isAsking = false;
        }
    }

    /** Those who wrote under the manifests that were applied last. */
    Set<String> users() {
        return new LinkedHashSet<>(users.keySet());
    }

    Set<String> namespaces() {
        return new LinkedHashSet<>(namespaces);
    }

    /** How many manifests were applied so far. */
    int manifests() {
        return manifests;
    }

    /** How many writes the tests tried so far. */
    int heard() {
        return heard;
    }

    OwnNamespaces own() {
        return own;
    }

    /** A text as it is in this run, where namespaces that are made for tests have names of their own. */
    String real(String written) {
        String text = written;
        for (Map.Entry<String, String> namespace : real.entrySet()) {
            text = text.replace(namespace.getKey(), namespace.getValue());
        }
        return text;
    }

    /** What becomes of a write; empty if that cannot be known. */
    Optional<WriteOutcome> ask(CandidateWrite write) {
        KubeAccess user = users.get(write.user());
        if (user == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    WriteOutcome.of(write, DryRun.of(user).send(write.write(real(write.namespace()))), own::written));
        } catch (AccessQueryException | ManifestException | UncheckedIOException unknown) {
            return Optional.empty();
        }
    }

    /** Keeps an object in the cluster meanwhile. Does nothing if the policy keeps the administrator from writing it. */
    void having(CandidateWrite write, Runnable action) {
        KubeAccess administrator = admin;
        if (administrator == null) {
            return;
        }
        String namespace = real(write.namespace());
        ApplyOptions options = namespace.isEmpty()
                ? ApplyOptions.defaults()
                : ApplyOptions.defaults().withNamespace(namespace);
        AppliedManifests existing;
        try {
            existing = AppliedManifests.apply(write.manifests(), administrator, options);
        } catch (ManifestException refused) {
            return;
        }
        try {
            action.run();
        } finally {
            existing.close();
        }
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            WriteListeners.of(admin).remove(this);
        }
    }
}
