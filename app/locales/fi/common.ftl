# Kaikkialla käytettävät sanat.

entry-count =
    { $count ->
        [one] { $shown } merkintä
       *[other] { $shown } merkintää
    }
no = Ei
not-recorded = Ei tietoa
other = Muut tiedot
page-of = Sivu { $page }/{ $pages }
yes = Kyllä
