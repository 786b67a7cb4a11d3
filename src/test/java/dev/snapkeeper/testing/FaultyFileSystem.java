package dev.snapkeeper.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.lucene.tests.mockfile.FilterFileSystemProvider;
import org.apache.lucene.tests.mockfile.FilterPath;
import org.apache.lucene.tests.mockfile.FilterSeekableByteChannel;

/**
 * The real file system, on which calls that a test chooses fail, or somebody else is at work before
 * them. What goes by way of {@code java.io.File}, as ZooKeeper's own classes do, cannot fail here.
 */
public final class FaultyFileSystem extends FilterFileSystemProvider {
  private final Disturbance disturbance;
  private final List<String> calls = new ArrayList<>();
  private int open;

  /** What comes between a program and its files. */
  public interface Disturbance {
    /**
     * Is called right before each call.
     *
     * @param call how many calls were before
     * @param what such as {@code read log.1}
     * @throws IOException for the call to fail with
     */
    void before(int call, String what) throws IOException;
  }

  /** Makes the file system. */
  public FaultyFileSystem(Disturbance disturbance) {
    super("faulty://", FileSystems.getDefault());
    this.disturbance = disturbance;
  }

  /** A path of the real file system, as a path of this one. */
  public Path path(Path real) {
    return wrapPath(real);
  }

  /** The calls so far, such as {@code read log.1}. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /** How many files and directories were opened and not closed. */
  public int open() {
    return open;
  }

  private void call(String what, Path path) throws IOException {
    String name = what + " " + path.getFileName();
    calls.add(name);
    disturbance.before(calls.size() - 1, name);
  }

  @Override
  public FilterPath wrapPath(Path path) {
    return new FilterPath(path, fileSystem) {
      @Override
      public Path toRealPath(LinkOption... options) throws IOException {
        call("resolve", this);
        return super.toRealPath(options);
      }
    };
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    call("stat", path);
    return super.readAttributes(path, type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    call("stat", path);
    return super.readAttributes(path, attributes, options);
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    call("access", path);
    super.checkAccess(path, modes);
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    call("compare", path);
    return super.isSameFile(path, other);
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    call("statfs", path);
    return super.getFileStore(path);
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    call("mkdir", path);
    // createTempDirectory asks for this only where it knows the file system
    super.createDirectory(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @Override
  public void delete(Path path) throws IOException {
    call("delete", path);
    super.delete(path);
  }

  @Override
  public boolean deleteIfExists(Path path) throws IOException {
    call("delete", path);
    return super.deleteIfExists(path);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    call("move", source);
    super.move(source, target, options);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    call("open", path);
    return channel(path, super.newByteChannel(path, options, attributes));
  }

  private SeekableByteChannel channel(Path path, SeekableByteChannel real) {
    open++;
    return new FilterSeekableByteChannel(real) {
      @Override
      public int read(ByteBuffer target) throws IOException {
        call("read", path);
        return super.read(target);
      }

      @Override
      public int write(ByteBuffer source) throws IOException {
        call("write", path);
        return super.write(source);
      }

      @Override
      public long size() throws IOException {
        call("size", path);
        return super.size();
      }

      @Override
      public void close() throws IOException {
        if (isOpen()) {
          super.close();
          open--;
          call("close", path);
        }
      }
    };
  }

  @Override
  public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    return Channels.newInputStream(newByteChannel(path, Set.of(options)));
  }

  @Override
  public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
    Set<OpenOption> all =
        new HashSet<>(
            options.length > 0
                ? List.of(options)
                : List.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING));
    all.add(StandardOpenOption.WRITE);
    return Channels.newOutputStream(newByteChannel(path, all));
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    call("opendir", path);
    // the filter is lost on the way to the real file system, which knows no path of this one
    DirectoryStream<Path> real = delegate.newDirectoryStream(toDelegate(path), entry -> true);
    open++;
    return new Directory(path, (SecureDirectoryStream<Path>) real, filter);
  }

  private final class Directory implements SecureDirectoryStream<Path> {
    private final Path path;
    private final SecureDirectoryStream<Path> real;
    private final DirectoryStream.Filter<? super Path> filter;
    private boolean closed;

    Directory(
        Path path, SecureDirectoryStream<Path> real, DirectoryStream.Filter<? super Path> filter) {
      this.path = path;
      this.real = real;
      this.filter = filter;
    }

    @Override
    public Iterator<Path> iterator() {
      return StreamSupport.stream(real.spliterator(), false)
          .map(FaultyFileSystem.this::path)
          .filter(
              entry -> {
                try {
                  call("list", path);
                  return filter.accept(entry);
                } catch (IOException e) {
                  throw new DirectoryIteratorException(e);
                }
              })
          .iterator();
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Class<V> type) {
      return type.cast(view(path, real.getFileAttributeView(BasicFileAttributeView.class)));
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(
        Path entry, Class<V> type, LinkOption... options) {
      return type.cast(
          view(
              entry,
              real.getFileAttributeView(toDelegate(entry), BasicFileAttributeView.class, options)));
    }

    private BasicFileAttributeView view(Path entry, BasicFileAttributeView attributes) {
      return new BasicFileAttributeView() {
        @Override
        public String name() {
          return attributes.name();
        }

        @Override
        public BasicFileAttributes readAttributes() throws IOException {
          call("stat", entry);
          return attributes.readAttributes();
        }

        @Override
        public void setTimes(
            java.nio.file.attribute.FileTime modified,
            java.nio.file.attribute.FileTime accessed,
            java.nio.file.attribute.FileTime created) {
          throw new UnsupportedOperationException();
        }
      };
    }

    @Override
    public void deleteFile(Path entry) throws IOException {
      call("unlink", entry);
      real.deleteFile(toDelegate(entry));
    }

    @Override
    public void close() throws IOException {
      real.close();
      if (!closed) {
        closed = true;
        open--;
        call("close", path);
      }
    }

    @Override
    public SecureDirectoryStream<Path> newDirectoryStream(Path entry, LinkOption... options)
        throws IOException {
      call("opendir", entry);
      SecureDirectoryStream<Path> inner = real.newDirectoryStream(toDelegate(entry), options);
      open++;
      return new Directory(path.resolve(entry), inner, all -> true);
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path entry, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      call("open", entry);
      return channel(entry, real.newByteChannel(toDelegate(entry), options, attributes));
    }

    @Override
    public void deleteDirectory(Path entry) throws IOException {
      call("rmdir", entry);
      real.deleteDirectory(toDelegate(entry));
    }

    @Override
    public void move(Path entry, SecureDirectoryStream<Path> target, Path name) {
      throw new UnsupportedOperationException();
    }
  }
}
