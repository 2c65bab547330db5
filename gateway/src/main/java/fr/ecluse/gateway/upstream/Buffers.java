package fr.ecluse.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

/** Between Spring's buffers and Netty's, without copying where they are the same. */
final class Buffers {

    private Buffers() {}

    /** The bytes for the portal; a filter of a route may have replaced Netty's own buffers. */
    static ByteBuf toNetty(DataBuffer buffer) {
        return buffer instanceof NettyDataBuffer netty ? netty.getNativeBuffer() : copied(buffer);
    }

    /** The bytes for the visitor. */
    static DataBuffer toSpring(ByteBuf bytes, NettyDataBufferFactory factory) {
        return factory.wrap(bytes);
    }

    private static ByteBuf copied(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        return Unpooled.wrappedBuffer(bytes);
    }
}
