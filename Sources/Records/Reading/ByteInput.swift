import Glibc

/// Where bytes come from: a file, a descriptor, standard input or memory. Read once, from the start to the end.
public struct ByteInput: ~Copyable {
  private let descriptor: Int32
  private let closesDescriptor: Bool
  private let name: String
  private var memory: [UInt8] = []
  private var memoryOffset = 0

  private init(descriptor: Int32, closesDescriptor: Bool, name: String) {
    self.descriptor = descriptor
    self.closesDescriptor = closesDescriptor
    self.name = name
  }

  /// Opens a file for reading.
  /// - Throws: `input_unreadable`, with the reason the operating system gives.
  public static func file(_ path: String) throws(RecordSourceError) -> ByteInput {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, reason: errno) }
    return ByteInput(descriptor: descriptor, closesDescriptor: true, name: path)
  }

  /// Reads a descriptor that the caller opened and will close; `name` is for messages.
  public static func descriptor(_ descriptor: Int32, name: String) -> ByteInput {
    ByteInput(descriptor: descriptor, closesDescriptor: false, name: name)
  }

  /// Reads standard input.
  public static func standardInput() -> ByteInput { .descriptor(STDIN_FILENO, name: "standard input") }

  /// Reads bytes already in memory.
  public static func bytes(_ bytes: [UInt8]) -> ByteInput {
    var input = ByteInput(descriptor: -1, closesDescriptor: false, name: "memory")
    input.memory = bytes
    return input
  }

  deinit {
    if closesDescriptor { close(descriptor) }
  }

  /// Reads at most `target.count` bytes, as many as are there now; 0 only at the end.
  /// - Throws: `input_unreadable`, with the reason the operating system gives.
  mutating func read(into target: UnsafeMutableRawBufferPointer) throws(RecordSourceError) -> Int {
    if descriptor < 0 || memoryOffset < memory.count { return readMemory(into: target) }
    return try readDescriptor(into: target)
  }

  private func readDescriptor(into target: UnsafeMutableRawBufferPointer) throws(RecordSourceError) -> Int {
    while true {
      let count = Glibc.read(descriptor, target.baseAddress, target.count)
      if count >= 0 { return count }
      let reason = errno
      if reason != EINTR { throw Self.unreadable(name, reason: reason) }
    }
  }

  /// The format that the first bytes tell; they are read again afterwards.
  /// - Throws: `input_unreadable`, `format_unknown`.
  public mutating func peekFormat() throws(RecordSourceError) -> RecordFormat {
    while descriptor >= 0, RecordFormat.isBlank(memory), memory.count < RecordLimits.blockBytes {
      var block = [UInt8](repeating: 0, count: 4_096)
      let result = block.withUnsafeMutableBytes { target in
        Result { () throws(RecordSourceError) in try readDescriptor(into: target) }
      }
      let count = try result.get()
      if count == 0 { break }
      memory.append(contentsOf: block.prefix(count))
    }
    return try RecordFormat.ofBytes(memory)
  }

  private mutating func readMemory(into target: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(target.count, memory.count - memoryOffset)
    memory.withUnsafeBytes { source in
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[memoryOffset..<memoryOffset + count]))
    }
    memoryOffset += count
    return count
  }

  private static func unreadable(_ name: String, reason: Int32) -> RecordSourceError {
    // Unlike strerror, this may be called from several threads.
    var text = [CChar](repeating: 0, count: 256)
    let isKnown = strerror_r(reason, &text, text.count - 1) == 0
    let letters = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let sentence = isKnown ? String(decoding: letters, as: UTF8.self).lowercased() : "error \(reason)"
    return RecordSourceError(
      code: .inputUnreadable,
      message: "`\(name)` cannot be read: \(sentence)")
  }
}
