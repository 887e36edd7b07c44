import Hub
import Logging
import NIOCore
import NIOPosix

/// One connection to a provider that is kept: bound as a transceiver, with a window, asked whether it is there, and made again
/// with growing waits when it is lost.
///
/// Everything that changes is touched on `loop` alone, which is why it may be shared: nothing else guards it.
final class SMPPLink: @unchecked Sendable {
  private struct Job {
    var body: [UInt8]
    var answer: @Sendable (SMPPOutcome) -> Void
  }

  private enum State {
    case idle
    case connecting
    case binding(any Channel)
    case bound(any Channel)
    case waiting
    case closed

    var channel: (any Channel)? {
      switch self {
      case .binding(let channel), .bound(let channel): channel
      case .idle, .connecting, .waiting, .closed: nil
      }
    }
  }

  private let settings: SMPPSettings
  private let logger: Logger
  /// Takes what the provider delivers; answers whether it may forget it.
  private let deliver: @Sendable (SMPPDelivery) async -> Bool
  private let loop: any EventLoop
  private var state = State.idle
  private var queue = CircularBuffer<Job>()
  private var pending: [UInt32: (job: Job, until: NIODeadline)] = [:]
  private var sequence: UInt32 = 0
  private var failures = 0
  private var heard = NIODeadline.now()
  private var asked: NIODeadline?
  private var isFlushing = false
  private var tick: RepeatedTask?

  init(
    _ settings: SMPPSettings, logger: Logger, deliver: @escaping @Sendable (SMPPDelivery) async -> Bool
  ) {
    self.settings = settings
    self.logger = logger
    self.deliver = deliver
    loop = MultiThreadedEventLoopGroup.singleton.next()
  }

  /// Connects, and from then on stays connected.
  func open() {
    loop.execute { if case .idle = self.state { self.connect() } }
  }

  /// Submits a message; what became of it is told once.
  func submit(_ body: [UInt8]) async -> SMPPOutcome {
    await withUnsafeContinuation { continuation in
      loop.execute { self.take(Job(body: body) { continuation.resume(returning: $0) }) }
    }
  }

  /// Says good-bye and lets go of the connection.
  func close() async {
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
      loop.execute {
        let channel = self.state.channel
        self.state = .closed
        self.tick?.cancel()
        self.giveUp("the connector is closed")
        guard let channel else { return continuation.resume() }
        self.write(SMPPPacket(command: SMPPPacket.Command.unbind, sequence: self.nextSequence()), to: channel)
        // Who does not answer a good-bye is left without one.
        self.loop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in continuation.resume() }
      }
    }
  }

  // MARK: Messages

  private func take(_ job: Job) {
    switch state {
    case .closed: job.answer(.unsent(note: "the connector is closed"))
    case .waiting: job.answer(.unsent(note: "the provider cannot be reached; it is tried again"))
    case .idle:
      queue.append(job)
      connect()
    case .connecting, .binding: queue.append(job)
    case .bound(let channel):
      queue.append(job)
      fill(channel)
    }
  }

  /// Sends what waits, as far as the window is open.
  private func fill(_ channel: any Channel) {
    while pending.count < settings.windowMax, let job = queue.popFirst() {
      let number = nextSequence()
      pending[number] = (job, .now() + .seconds(Int64(settings.responseSeconds)))
      write(SMPPPacket(command: SMPPPacket.Command.submit, sequence: number, body: job.body), to: channel)
    }
  }

  private func nextSequence() -> UInt32 {
    sequence = sequence >= 0x7FFF_FFFF ? 1 : sequence + 1
    return sequence
  }

  /// Packets of one turn of the loop leave together.
  private func write(_ packet: SMPPPacket, to channel: any Channel) {
    var buffer = channel.allocator.buffer(capacity: 16 + packet.body.count)
    packet.write(to: &buffer)
    channel.write(buffer, promise: nil)
    guard !isFlushing else { return }
    isFlushing = true
    loop.execute {
      self.isFlushing = false
      channel.flush()
    }
  }

  private func giveUp(_ note: String) {
    let (sent, waiting) = (pending, queue)
    pending = [:]
    queue = []
    for (_, entry) in sent { entry.job.answer(.unanswered(note: note)) }
    for job in waiting { job.answer(.unsent(note: note)) }
  }

  // MARK: The connection

  private func connect() {
    state = .connecting
    if tick == nil {
      tick = loop.scheduleRepeatedTask(initialDelay: .milliseconds(250), delay: .milliseconds(250)) { _ in self.look() }
    }
    ClientBootstrap(group: loop)
      .connectTimeout(.seconds(10))
      .channelOption(.socketOption(.so_keepalive), value: 1)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers(
            ByteToMessageHandler(SMPPDecoder(), maximumBufferSize: SMPPPacket.bytesMax), SMPPHandler(self))
        }
      }
      .connect(host: settings.host, port: settings.port)
      .hop(to: loop)
      .whenComplete { result in
        switch result {
        case .success(let channel): self.bind(channel)
        case .failure: self.fail("the provider cannot be reached")
        }
      }
  }

  private func bind(_ channel: any Channel) {
    if case .closed = state { return channel.close(promise: nil) }
    state = .binding(channel)
    heard = .now()
    asked = heard
    write(
      SMPPPacket(
        command: SMPPPacket.Command.bindTransceiver, sequence: nextSequence(), body: SMPPBody.bind(settings)),
      to: channel)
  }

  /// The connection could not be made, or is lost.
  private func fail(_ note: String) {
    asked = nil
    if case .closed = state { return giveUp(note) }
    failures += 1
    // Half a second, doubled each time, and chance takes off up to a quarter, so that many servers do not come as one.
    let milliseconds = min(Int64(settings.reconnectSecondsMax) * 1000, 250 << Int64(min(failures, 12)))
    let wait = milliseconds - Int64.random(in: 0...milliseconds / 4)
    logger.warning(
      "SMPP: \(note)",
      metadata: ["host": "\(settings.host)", "again_in_ms": "\(wait)", "unanswered": "\(pending.count)"])
    state = .waiting
    giveUp(note)
    loop.scheduleTask(in: .milliseconds(wait)) { if case .waiting = self.state { self.connect() } }
  }

  /// Four times a second: who waited too long, and whether the other side is there.
  private func look() {
    let now = NIODeadline.now()
    for (number, entry) in pending where entry.until < now {
      pending[number] = nil
      entry.job.answer(.unanswered(note: "no answer within \(settings.responseSeconds) s"))
    }
    guard let channel = state.channel else { return }
    if let asked, now - asked > .seconds(Int64(settings.responseSeconds)) {
      channel.close(promise: nil)
    } else if case .bound = state {
      fill(channel)
      if asked == nil, now - heard > .seconds(Int64(settings.enquireSeconds)) {
        asked = now
        write(SMPPPacket(command: SMPPPacket.Command.enquireLink, sequence: nextSequence()), to: channel)
      }
    }
  }

  // MARK: What the handler tells

  func received(_ packet: SMPPPacket, on channel: any Channel) {
    heard = .now()
    if case .bound = state { asked = nil }
    switch packet.command {
    case SMPPPacket.Command.bindTransceiver | SMPPPacket.Command.answer: bound(packet, channel)
    case SMPPPacket.Command.submit | SMPPPacket.Command.answer, SMPPPacket.Command.genericNack: answered(packet)
    case SMPPPacket.Command.deliver: delivered(packet, channel)
    case SMPPPacket.Command.enquireLink: reply(to: packet, channel)
    case SMPPPacket.Command.unbind:
      reply(to: packet, channel)
      loop.execute { channel.close(promise: nil) }
    case SMPPPacket.Command.unbind | SMPPPacket.Command.answer: channel.close(promise: nil)
    // Nothing else was asked for: answers are left, questions are not understood (ESME_RINVCMDID).
    default:
      guard packet.command & SMPPPacket.Command.answer == 0 else { return }
      write(SMPPPacket(command: SMPPPacket.Command.genericNack, status: 3, sequence: packet.sequence), to: channel)
    }
  }

  func lost(_ channel: any Channel) {
    if let own = state.channel, own !== channel { return }
    fail("the connection was lost")
  }

  private func bound(_ packet: SMPPPacket, _ channel: any Channel) {
    guard case .binding = state else { return }
    guard packet.status == SMPPStatus.ok else {
      logger.error("SMPP: the provider does not let us in", metadata: ["status": "\(packet.status)"])
      return channel.close(promise: nil)
    }
    failures = 0
    asked = nil
    state = .bound(channel)
    fill(channel)
  }

  private func answered(_ packet: SMPPPacket) {
    guard let entry = pending.removeValue(forKey: packet.sequence) else { return }
    if packet.status == SMPPStatus.ok, packet.command != SMPPPacket.Command.genericNack {
      var reader = SMPPReader(packet.body)
      entry.job.answer(.accepted(id: reader.text()))
    } else {
      entry.job.answer(.refused(status: packet.status))
    }
    if case .bound(let channel) = state { fill(channel) }
  }

  private func delivered(_ packet: SMPPPacket, _ channel: any Channel) {
    let delivery = SMPPDelivery(packet.body)
    let deliver = deliver
    Task {
      let isTaken = await deliver(delivery)
      loop.execute { self.reply(to: packet, channel, status: isTaken ? SMPPStatus.ok : SMPPStatus.notNow, body: [0]) }
    }
  }

  private func reply(to packet: SMPPPacket, _ channel: any Channel, status: UInt32 = 0, body: [UInt8] = []) {
    write(
      SMPPPacket(
        command: packet.command | SMPPPacket.Command.answer, status: status, sequence: packet.sequence, body: body),
      to: channel)
  }
}
