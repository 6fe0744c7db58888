package dev.kubeuser.cluster.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Makes the interrupt of a request an {@link InterruptedIOException}. OkHttp throws an {@link InterruptedException}
 * while it connects, which Kotlin does not make it declare: no caller expects that, so none would tidy up after it.
 */
final class InterruptibleCalls implements Interceptor {

    @Override
    public Response intercept(Chain chain) throws IOException {
        try {
            return chain.proceed(chain.request());
        } catch (IOException failure) {
            throw Thread.currentThread().isInterrupted() ? interrupted(chain.request(), failure) : failure;
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception undeclared) {
            if (undeclared instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw interrupted(chain.request(), undeclared);
        }
    }

    private static IOException interrupted(Request request, Exception cause) {
        IOException told = new InterruptedIOException(
                request.method() + " " + request.url().encodedPath() + " was interrupted");
        told.initCause(cause);
        return told;
    }
}
