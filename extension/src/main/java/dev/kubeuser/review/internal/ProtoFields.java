package dev.kubeuser.review.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;

/**
 * A protocol buffer that was received, by the numbers of its fields. The classes that client-java has generated for each message would warn in
 * the log of everybody's tests that they are too old for the runtime.
 *
 * @param fields all of it; those that are empty are not there
 */
public record ProtoFields(UnknownFieldSet fields) {

    public static ProtoFields parse(ByteString encoded) throws InvalidProtocolBufferException {
        return new ProtoFields(UnknownFieldSet.parseFrom(encoded));
    }

    /** Empty if there is none. */
    public ByteString bytes(int number) {
        return fields.getField(number).getLengthDelimitedList().stream()
                .reduce((first, last) -> last)
                .orElse(ByteString.EMPTY);
    }

    public String text(int number) {
        return bytes(number).toStringUtf8();
    }

    /** Zero if there is none. */
    public long number(int number) {
        return fields.getField(number).getVarintList().stream()
                .reduce((first, last) -> last)
                .orElse(0L);
    }
}
