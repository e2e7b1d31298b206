"""What the sample company's customers write, in the five languages that they write in."""

from __future__ import annotations

from random import Random

SAID: dict[str, dict[str, tuple[str, ...]]] = {
    "late": {
        "en": ("Order {} came too late again.", "We waited for {} longer than you promised."),
        "pl": ("Zamówienie {} przyszło po terminie.", "Na {} czekaliśmy dłużej, niż nam obiecano."),
        "es": ("El pedido {} llegó con retraso.", "¿Dónde estaba el {}? Lo prometieron para antes."),
        "ru": ("Заказ {} пришёл с опозданием.", "Мы ждали {} дольше, чем вы обещали."),
        "zh-Hant": ("訂單 {} 比約定的日期晚到。", "{} 又遲到了,我們等了很久。"),
    },
    "broken": {
        "en": ("Part of {} was broken.", "Two boxes of {} were crushed."),
        "pl": ("W paczce {} było stłuczone szkło.", "Towar z {} jest uszkodzony."),
        "es": ("La mercancía del {} llegó rota.", "Dos cajas del {} venían aplastadas."),
        "ru": ("Товар по заказу {} повреждён.", "В {} всё разбито."),
        "zh-Hant": ("訂單 {} 的貨品破損了。", "{} 有兩箱壓壞了。"),
    },
    "miscounted": {
        "en": ("{} is not complete.", "We counted {} twice: the number is wrong."),
        "pl": ("W {} nie zgadza się liczba sztuk.", "Zamówienie {} jest niekompletne."),
        "es": ("En el {} faltan piezas.", "La cantidad del {} no es la pedida."),
        "ru": ("В заказе {} не хватает штук.", "Количество в {} не сходится."),
        "zh-Hant": ("訂單 {} 數量不對。", "{} 少了幾件。"),
    },
    "other": {
        "en": ("The driver of {} was rude.", "The invoice for {} is wrong; please call."),
        "pl": ("Kierowca z {} był niegrzeczny.", "Faktura do {} jest błędna, proszę o telefon."),
        "es": ("El conductor del {} fue maleducado.", "La factura del {} está mal; llamen, por favor."),
        "ru": ("Водитель по {} нагрубил.", "Счёт к {} неверный, перезвоните."),
        "zh-Hant": ("送 {} 的司機不禮貌。", "{} 的發票有誤,請來電。"),
    },
    "question": {
        "en": ("Is the blue kettle in stock?", "When can you deliver 40 chairs?", "How is the lamp cleaned?"),
        "pl": ("Czy są jeszcze niebieskie czajniki?", "Kiedy mogą przyjechać krzesła?", "Jak czyścić tę lampę?"),
        "es": ("¿Queda el hervidor azul?", "¿Cuándo pueden traer 40 sillas?", "¿Cómo se limpia la lámpara?"),
        "ru": ("Есть ли ещё синие чайники?", "Когда привезёте 40 стульев?", "Чем чистить лампу?"),
        "zh-Hant": ("藍色水壺還有貨嗎?", "四十張椅子何時能送?", "檯燈要怎麼清潔?"),
    },
    "content": {
        "en": ("All fine, thank you.", "Quick and friendly.", ""),
        "pl": ("Wszystko w porządku, dziękuję.", "Szybko i miło.", ""),
        "es": ("Todo bien, gracias.", "Rápidos y amables.", ""),
        "ru": ("Всё хорошо, спасибо.", "Быстро и вежливо.", ""),
        "zh-Hant": ("一切都好,謝謝。", "又快又親切。", ""),
    },
    "discontent": {
        "en": ("Too late, and nobody called.", "I expected more."),
        "pl": ("Za późno i nikt nie zadzwonił.", "Spodziewałem się więcej."),
        "es": ("Tarde, y nadie avisó.", "Esperaba más."),
        "ru": ("Поздно, и никто не позвонил.", "Ожидал большего."),
        "zh-Hant": ("太晚了,也沒人通知。", "原本期待更好。"),
    },
}


def said(rng: Random, about: str, language: str, order: str = "") -> str:
    """A sentence about something, in a language; where it is about an order it names it."""
    return rng.choice(SAID[about][language]).format(order)
