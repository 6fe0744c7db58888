package dev.kubeuser.credential.internal;

import dev.kubeuser.credential.CredentialException;
import dev.kubeuser.credential.KeyAlgorithm;
import java.security.KeyPair;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Generates keys ahead of time. Generating an RSA key takes longer than all other steps to a certificate, so a spare is
 * generated while the tests of the previous user run. Never hands out a key twice. Thread-safe.
 */
public final class KeySupply {

    /**
     * Elliptic curves take a millisecond; RSA with 4096 bits would keep a processor busy for seconds, needed or not.
     */
    private static final KeyAlgorithm WORTH_A_SPARE = KeyAlgorithm.RSA_2048;

    /** Lets the user before send its first requests: generating keeps a processor busy. */
    private static final long PAUSE_MILLIS = 300;

    private final Map<KeyAlgorithm, FutureTask<KeyPair>> spares = new EnumMap<>(KeyAlgorithm.class);

    /** Creates an empty supply; generates nothing yet. */
    public KeySupply() {}

    /**
     * Hands out the spare key, or generates one.
     *
     * @param algorithm of the key
     * @return a key pair that is handed out once
     */
    public KeyPair take(KeyAlgorithm algorithm) {
        FutureTask<KeyPair> spare = remove(algorithm);
        if (spare == null) {
            return algorithm.generate();
        }
        spare.run(); // does nothing if it has begun
        return await(spare);
    }

    private synchronized @Nullable FutureTask<KeyPair> remove(KeyAlgorithm algorithm) {
        return spares.remove(algorithm);
    }

    private static KeyPair await(FutureTask<KeyPair> spare) {
        try {
            return spare.get();
        } catch (ExecutionException failure) {
            throw new CredentialException("A key could not be generated: " + failure.getCause(), failure);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new CredentialException("Interrupted while a key was being generated", interrupt);
        }
    }

    /**
     * Generates a spare key on another thread in a moment, unless there is one. Only for {@link KeyAlgorithm#RSA_2048},
     * where it pays off. Who takes it before that generates it.
     *
     * @param algorithm of the key
     */
    public synchronized void prepare(KeyAlgorithm algorithm) {
        if (algorithm != WORTH_A_SPARE || spares.containsKey(algorithm)) {
            return;
        }
        FutureTask<KeyPair> spare = new FutureTask<>(algorithm::generate);
        spares.put(algorithm, spare);
        Thread generator = new Thread(() -> generate(spare), "kubeuser-spare-key");
        generator.setDaemon(true);
        generator.start();
    }

    private static void generate(FutureTask<KeyPair> spare) {
        try {
            Thread.sleep(PAUSE_MILLIS);
            spare.run();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
