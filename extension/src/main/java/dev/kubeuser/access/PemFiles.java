package dev.kubeuser.access;

import java.nio.file.Path;

/**
 * A user's credential as files, for {@code curl --cacert --cert --key} and other programs. Each is written when first
 * asked for, with mode 0600 in a directory with mode 0700, and is gone when the user's scope ends.
 */
public final class PemFiles {

    private final String certificateAuthorities;
    private final String certificate;
    private final String privateKey;
    private final UserFiles files;

    PemFiles(String certificateAuthorities, String certificate, String privateKey, UserFiles files) {
        this.certificateAuthorities = certificateAuthorities;
        this.certificate = certificate;
        this.privateKey = privateKey;
        this.files = files;
    }

    /**
     * {@return the authorities that the server's certificate is verified with}
     */
    public Path certificateAuthority() {
        return files.write("ca.crt", certificateAuthorities);
    }

    /**
     * {@return the client certificate}
     */
    public Path certificate() {
        return files.write("client.crt", certificate);
    }

    /**
     * {@return the private key, PKCS#8}
     */
    public Path privateKey() {
        return files.write("client.key", privateKey);
    }

    /** Names the directory, never what is in it. */
    @Override
    public String toString() {
        return "PEM files in " + files;
    }
}
