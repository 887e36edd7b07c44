import HTTPTypes
import Hub
import Records

/// Where the links of messages lead: the one-click unsubscription (RFC 8058), the page of preferences, the page on which a
/// consent is confirmed, and the picture of openings.
///
/// Nobody needs a key: a link is signed and names its message. Reading a page changes nothing, because programs that look for
/// harmful links read all of them; only what is posted does.
public struct CustomerLinks: Resource {
  private let authority: Authority
  private let links: LinkSigner?
  private let clock: any HubClock
  /// All calls of an address: mailbox providers ask for many customers.
  private let calls = AddressRate(callsPerSecondMax: CustomerLinks.callsPerSecondMax)
  /// Calls with a link that is not of this hub.
  private let guesses = AddressRate(callsPerSecondMax: CustomerLinks.guessesPerSecondMax)

  /// The most calls a second from one address.
  public static let callsPerSecondMax = 200
  /// The most calls a second from one address with links that this hub did not sign.
  public static let guessesPerSecondMax = 5
  /// The most bytes of what is posted.
  static let bodyBytesMax = 16 << 10

  /// Makes the resource.
  /// - Parameter links: reads links; nothing: there are none.
  public init(authority: Authority, links: LinkSigner?, clock: any HubClock) {
    self.authority = authority
    self.links = links
    self.clock = clock
  }

  /// Every way in.
  public var routes: [Route] {
    [
      Route(.get, "/u/{token}", scope: nil, bodyBytesMax: 0, answer: askToUnsubscribe),
      Route(.post, "/u/{token}", scope: nil, bodyBytesMax: Self.bodyBytesMax, answer: unsubscribe),
      Route(.get, "/p/{token}", scope: nil, bodyBytesMax: 0, answer: showPreferences),
      Route(.post, "/p/{token}", scope: nil, bodyBytesMax: Self.bodyBytesMax, answer: choose),
      Route(.get, "/c/{token}", scope: nil, bodyBytesMax: 0, answer: askToConfirm),
      Route(.post, "/c/{token}", scope: nil, bodyBytesMax: Self.bodyBytesMax, answer: confirm),
      Route(.get, "/o/{token}", scope: nil, bodyBytesMax: 0, answer: open),
    ]
  }

  // MARK: Unsubscribing

  private func askToUnsubscribe(_ call: Call) async throws -> Reply {
    guard let message = try await message(of: call, .unsubscribe) else { return Self.notFound(call) }
    return question(PreferenceForm(message)).reply()
  }

  private func question(_ form: PreferenceForm) -> CustomerPage {
    var page = CustomerPage(form.words, title: form.words.unsubscribeTitle)
    page.say(form.words.unsubscribeQuestion(form.own.purpose, form.own.channel))
    page.form(button: form.words.unsubscribeButton, hidden: [(OneClick.name, OneClick.value)]) { _ in }
    add(form, to: &page)
    return page
  }

  private func unsubscribe(_ call: Call) async throws -> Reply {
    guard let message = try await message(of: call, .unsubscribe) else { return Self.notFound(call) }
    guard OneClick.isAsked(call.body) else {
      throw APIError(
        .badRequest, "body.not_one_click", "the body must be `\(OneClick.name)=\(OneClick.value)` (RFC 8058)")
    }
    let form = PreferenceForm(message)
    _ = try await authority.unsubscribe(message, proof("unsubscribe", form, question(form)))
    var page = CustomerPage(form.words, title: form.words.unsubscribed)
    page.announce(form.words.unsubscribedMore(form.own.purpose, form.own.channel))
    add(form, to: &page)
    return page.reply()
  }

  /// The way to the page of preferences.
  private func add(_ form: PreferenceForm, to page: inout CustomerPage) {
    guard let links, !form.rows.isEmpty else { return }
    let link = form.message.link
    page.link(
      form.words.preferencesLink,
      to: links.url(LinkSigner.Link(.preferences, decision: link.decision, choice: link.choice)))
  }

  // MARK: Preferences

  private func showPreferences(_ call: Call) async throws -> Reply {
    guard let message = try await message(of: call, .preferences) else { return Self.notFound(call) }
    return PreferenceForm(message).page().reply()
  }

  private func choose(_ call: Call) async throws -> Reply {
    guard let message = try await message(of: call, .preferences) else { return Self.notFound(call) }
    guard let text = String(validating: call.body, as: UTF8.self), let pairs = PercentText.query(text[...]) else {
      throw APIError(.badRequest, "body.no_form", "the body must be a form (application/x-www-form-urlencoded)")
    }
    let form = PreferenceForm(message)
    let page = form.page()
    let wording = ConsentProof.digest(of: page.text)
    guard pairs.first(where: { $0.name == "wording" })?.value == wording else {
      // What was agreed to must be what was read.
      return form.page(announcing: form.words.changed).reply(.conflict)
    }
    let patch = form.patch(Set(pairs.map(\.name)), proof("preferences", form, page))
    if patch != CustomerPatch() { try await authority.choose(patch, from: message) }
    let after = try await authority.message(of: message.link)
    return PreferenceForm(after).page(announcing: form.words.saved).reply()
  }

  // MARK: Confirming

  private func askToConfirm(_ call: Call) async throws -> Reply {
    guard let message = try await message(of: call, .confirmation) else { return Self.notFound(call) }
    return confirmation(PreferenceForm(message)).reply()
  }

  private func confirmation(_ form: PreferenceForm) -> CustomerPage {
    let words = form.words
    var page = CustomerPage(words, title: words.confirmTitle)
    let charter = form.message.charter.charter
    let pending = form.message.pendingPurposes(nowMilliseconds: clock.nowMilliseconds)
    let titles = charter.purposes.indices.filter { pending.contains(charter.purposes[$0].name) }.map {
      form.title(purpose: $0)
    }
    guard !titles.isEmpty else {
      page.say(words.nothingToConfirm)
      return page
    }
    page.say(words.confirmQuestion(titles.joined(separator: ", "), form.own.channel))
    page.form(button: words.confirmButton, hidden: [("confirm", "1")]) { _ in }
    return page
  }

  private func confirm(_ call: Call) async throws -> Reply {
    guard let message = try await message(of: call, .confirmation) else { return Self.notFound(call) }
    let form = PreferenceForm(message)
    let purposes = try await authority.confirm(message, proof("confirmation", form, confirmation(form)))
    var page = CustomerPage(form.words, title: form.words.confirmTitle)
    page.announce(purposes.isEmpty ? form.words.nothingToConfirm : form.words.confirmed)
    return page.reply()
  }

  // MARK: Openings

  /// The picture, whatever becomes of the call: it tells nothing about anybody.
  private func open(_ call: Call) async throws -> Reply {
    let reply = Reply(contentType: "image/gif", headers: CustomerPage.headers, body: Self.emptyPicture)
    guard call.method == .get else { return reply }
    do {
      if let message = try await message(of: call, .opening) { _ = try await authority.noteOpening(message) }
    } catch {
      // An opening that is lost is not worth a broken picture in somebody's message.
    }
    return reply
  }

  /// A transparent picture of one pixel: GIF 89a.
  static let emptyPicture: [UInt8] = [
    0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x21, 0xF9, 4, 1, 0, 0, 0, 0,
    0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B,
  ]

  // MARK: Links

  /// The message of a call's link; nothing where the link is not of this hub, is for something else, or its message is gone.
  private func message(of call: Call, _ purpose: LinkSigner.Purpose) async throws -> LinkedMessage? {
    try calls.take(call.address)
    guard let link = links?.link(call.parameters["token"] ?? ""), link.purpose == purpose else {
      try guesses.take(call.address)
      return nil
    }
    do throws(HubError) {
      return try await authority.message(of: link)
    } catch {
      guard error.kind == .unknown else { throw error }
      return nil
    }
  }

  private func proof(_ name: String, _ form: PreferenceForm, _ page: CustomerPage) -> ConsentProof {
    ConsentProof(
      page: name, message: form.message.link, charter: form.message.charter.charter.version,
      locale: form.words.language, words: page.text)
  }

  /// There is nobody whose language is known; the browser's is.
  private static func notFound(_ call: Call) -> Reply {
    let words = PageWords.of(call.headers[.acceptLanguage] ?? "", otherwise: "en")
    var page = CustomerPage(words, title: words.notFoundTitle)
    page.say(words.notFound)
    return page.reply(.notFound)
  }
}
